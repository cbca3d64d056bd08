//! A page as it is served: the server's script and style in its head, and its
//! policy wide enough for the script to ask for news. The file stays as it is.

/// Where the server's own files lie; no page of a site is called so.
pub const OWN: &str = "/.plimsoll/";

/// The start of the policy that a built page carries.
const POLICY: &str = "http-equiv=\"Content-Security-Policy\" content=\"";

/// The page with the script, which is told the page's tag.
#[must_use]
pub fn served(html: &str, tag: &str) -> String {
    // Of a directive that is named twice the first counts.
    let html = html.replacen(POLICY, &format!("{POLICY}connect-src 'self'; "), 1);
    let head = format!(
        "<link rel=\"stylesheet\" href=\"{OWN}serve.css\">\
         <script src=\"{OWN}serve.js\" data-plimsoll-page=\"{tag}\" defer></script>\n"
    );
    match html.find("</head>") {
        Some(end) => format!("{}{head}{}", &html[..end], &html[end..]),
        // A template of somebody's own may leave the tag out.
        None => format!("{html}{head}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_in_the_head() {
        let page = "<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\
                    </head><body></head>";
        let served = served(page, "abc");
        assert!(served.contains("content=\"connect-src 'self'; default-src 'none'\""), "{served}");
        assert_eq!(served.matches("serve.js").count(), 1);
        assert!(served.find("serve.js") < served.find("</head>"), "{served}");
        assert!(served.contains("data-plimsoll-page=\"abc\""));
    }

    #[test]
    fn a_page_without_a_head_gets_it_all_the_same() {
        assert!(served("<p>x", "t").contains("serve.js"));
    }
}
