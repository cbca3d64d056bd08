//! JSON outputs held against `schema/output/`.

use serde_json::Value;

/// The schema of that name.
pub(crate) fn schema(name: &str) -> Value {
    let path = format!("{}/schema/output/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).expect("a schema is JSON")
}

/// The document in a text, which must follow the schema of that name.
pub(crate) fn document(name: &str, text: &str) -> Value {
    let document: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema(name))
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
    document
}

/// The sample register has every optional field of a risk somewhere.
#[test]
fn the_sample_registers_documents_follow_their_schemas() {
    let sample = crate::harness::sample();
    let run = |arguments: &[&str]| sample.run(&[arguments, &["--format", "json"]].concat()).stdout;
    document("check", &run(&["check"]));
    let list = document("list", &run(&["list"]));
    for risk in list["risks"].as_array().expect("risks") {
        let id = risk["id"].as_str().expect("an id");
        assert_eq!(document("show", &run(&["show", id]))["risks"][0], *risk, "{id}");
    }
}

#[test]
fn list_and_show_share_what_a_risk_is() {
    let (list, show) = (schema("list"), schema("show"));
    for part in ["risk", "stage", "date", "day_state", "signature_state"] {
        assert_eq!(list["$defs"][part], show["$defs"][part], "{part}");
    }
}

#[test]
fn log_and_show_share_what_a_change_is() {
    let (log, show) = (schema("log"), schema("show"));
    for part in ["change", "commit"] {
        assert_eq!(log["$defs"][part], show["$defs"][part], "{part}");
    }
    let mut story = crate::story::Story::begin();
    let risk = crate::log::risk("R001", "");
    story.commit("add", &[("risks/R001.toml", Some(&risk))]);
    story.commit("raise", &[("risks/R001.toml", Some(&risk.replace("\"medium\"", "\"high\"")))]);
    let log = document("log", &story.run(&["log", "R001", "--format", "json"]).stdout);
    let show = document("show", &story.run(&["show", "R001", "--format", "json"]).stdout);
    assert_eq!(log["changes"], show["changes"]);
    document("log", &story.run(&["log", "--format", "json"]).stdout);
}

#[test]
fn a_line_is_what_its_shape_is_with_where_it_is_from() {
    let ndjson = schema("ndjson");
    for (shape, from) in [("risk", "list"), ("change", "log")] {
        let whole = schema(from)["$defs"][shape]["properties"].as_object().expect("properties").clone();
        let mut line = ndjson["$defs"][shape]["properties"].as_object().expect("properties").clone();
        for own in ["type", "register", "as_of"] {
            assert!(line.remove(own).is_some(), "{shape} has {own}");
        }
        for (key, what) in &whole {
            // What a commit says of itself may be kept back.
            assert!(line.get(key) == Some(what) || key == "subject", "{shape}.{key}");
        }
        assert_eq!(line.len(), whole.len(), "{shape}");
    }
}

#[test]
fn every_object_is_closed_and_needs_all_its_keys() {
    fn look(at: &str, value: &Value) {
        if let Some(properties) = value.get("properties").filter(|_| value.get("type").is_some()) {
            assert_eq!(value["additionalProperties"], false, "{at}");
            let mut keys: Vec<&str> =
                properties.as_object().expect("an object").keys().map(String::as_str).collect();
            let required = value["required"].as_array().expect("a list").iter();
            let mut required: Vec<&str> = required.filter_map(Value::as_str).collect();
            keys.sort_unstable();
            required.sort_unstable();
            assert_eq!(keys, required, "{at}");
        }
        match value {
            Value::Object(parts) => parts.iter().for_each(|(key, part)| look(&format!("{at}/{key}"), part)),
            Value::Array(parts) => parts.iter().for_each(|part| look(at, part)),
            _ => {}
        }
    }
    for name in ["check", "diff", "due", "list", "log", "ndjson", "show", "rules"] {
        look(name, &schema(name));
    }
}
