//! What Ctrl-C does, and a request of the system to end.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};

use super::messages;
use crate::bitext::remove_unfinished;

/// What shells give a program that Ctrl-C has ended.
const INTERRUPTED: i32 = 130;

/// What is told between the first time and the end.
pub const ENDING: &str = "ending after the running batch; again to end at once";

static IS_STOPPED: AtomicBool = AtomicBool::new(false);

/// Ends the program at once, and leaves no unfinished file behind.
pub fn end_at_once() {
    // Without a handler the program still ends, and only leaves the file.
    let _ = ctrlc::set_handler(end);
}

/// Lets what has begun be ended and saved the first time, and ends the program at once the second time.
pub fn end_after_batch() {
    let _ = ctrlc::set_handler(|| {
        if IS_STOPPED.swap(true, Ordering::SeqCst) {
            end();
        }
        // On a terminal the progress says so, which a line of its own would tear.
        if !std::io::stderr().is_terminal() {
            messages::error(format_args!("{ENDING}"));
        }
    });
}

/// Whether the program was asked to end.
pub fn is_stopped() -> bool {
    IS_STOPPED.load(Ordering::SeqCst)
}

fn end() {
    remove_unfinished();
    std::process::exit(INTERRUPTED);
}
