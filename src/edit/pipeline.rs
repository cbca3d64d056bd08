//! The pipeline that checks a register on every change, for each forge.
//!
//! Both fetch the whole history: what was approved when, and by whom, is not in
//! a clone of one commit.

/// A forge that runs pipelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forge {
    /// GitHub Actions.
    Github,
    /// GitLab CI/CD.
    Gitlab,
}

/// The pipeline's path, from the top of the repository, and its text.
#[must_use]
pub fn file(forge: Forge) -> (String, String) {
    let (path, text) = match forge {
        Forge::Github => (".github/workflows/plimsoll.yml", GITHUB),
        Forge::Gitlab => (".gitlab-ci.yml", GITLAB),
    };
    (path.to_owned(), text.replace("VERSION", env!("CARGO_PKG_VERSION")))
}

const GITHUB: &str = r#"# Checks the risk register on every change, and every morning what became late overnight.
name: Risk register

on:
  push:
    branches: [main]
  pull_request:
  schedule:
    - cron: "17 5 * * *"

permissions:
  contents: read

jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
          persist-credentials: false
      - run: cargo install plimsoll --version VERSION --locked
      # What became late is no fault of a pull request: there, only what is wrong every day counts.
      - run: plimsoll check ${{ github.event_name == 'pull_request' && '--ignore dated' || '' }}
"#;

const GITLAB: &str = r#"# Checks the risk register on every change. Schedule a pipeline a day for what becomes late overnight.
risk-register:
  image: rust:1
  variables:
    GIT_DEPTH: "0"
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      variables:
        # What became late is no fault of a merge request.
        PLIMSOLL_SCOPE: "--ignore dated"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - cargo install plimsoll --version VERSION --locked
    - plimsoll check $PLIMSOLL_SCOPE
"#;
