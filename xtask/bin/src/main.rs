//! `cargo xtask`: hands the arguments to the pipeline.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::run(std::env::args_os(), &mut std::io::stdout(), &mut std::io::stderr())
}
