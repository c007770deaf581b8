//! The command.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Output, Stdio},
};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_floorkit-sim"));
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) -> (Output, String) {
    let output = command(arguments).output().unwrap();
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    (output, error)
}

#[tokio::test]
async fn it_tells_its_address_and_a_token_that_works() {
    let mut child =
        command(&["density", "--port", "0", "--seed", "7"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let last_word = |line: Option<std::io::Result<String>>| {
        line.unwrap().unwrap().split(['=', ' ']).next_back().unwrap().to_owned()
    };
    let address = last_word(lines.next());
    let token = last_word(lines.nth(1));
    let request = reqwest::Client::new().get(format!("{address}/v3/hello-world"));
    let status = request.bearer_auth(token).send().await.unwrap().status();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(status, 200);
}

#[test]
fn without_a_vendor_it_tells_of_all() {
    let mut child = command(&[]).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let said: Vec<String> = lines.take_while(|line| !line.starts_with("Ctrl-C")).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    for vendor in ["Density", "Kadence", "Mapiq", "Mapiq v1", "Maptician"] {
        let begin = format!("# A simulated {vendor} listens on http://127.0.0.1:");
        assert!(said.iter().any(|line| line.starts_with(&begin)), "{vendor}: {said:#?}");
    }
}

#[test]
fn a_wrong_switch_is_refused_with_the_right_ones() {
    let (output, error) = run(&["density", "--port", "0", "--set", "sessions=tree"]);
    assert!(!output.status.success());
    assert!(error.contains("set sessions") && error.contains("`by-space` or `list`"), "{error}");
    let (output, error) = run(&["density", "--rate-limit", "fast"]);
    assert!(!output.status.success() && error.contains("RATE/BURST"), "{error}");
}
