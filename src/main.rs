//! The program `naql`; see the library for what it is made of.

use std::process::ExitCode;

fn main() -> ExitCode {
    naql::cli::main()
}
