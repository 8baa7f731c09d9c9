//! Panics of the library as errors: it indexes without looking where the bytes of a damaged file lead it.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use parquet::errors::ParquetError;

thread_local! {
    /// Whether a panic of this thread is awaited and told as an error.
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// What `act` gives, with a panic in it as an error. What it has changed by then must not be used again.
pub fn guarded<T>(act: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    silence_guarded_threads();
    IS_GUARDED.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(act));
    IS_GUARDED.set(false);
    result.unwrap_or_else(|panic| Err(ParquetError::General(message(&*panic))))
}

/// Keeps panics that become errors off the terminal; others are told as before.
fn silence_guarded_threads() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told_before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_GUARDED.get() {
                told_before(info);
            }
        }));
    });
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().map(str::to_owned);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it is damaged".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error() {
        let error = guarded::<()>(|| panic!("at {}", 7)).expect_err("a panic");
        assert_eq!(error.to_string(), "Parquet error: at 7");
        assert_eq!(guarded(|| Ok(7)).ok(), Some(7));
        assert!(!IS_GUARDED.get());
    }
}
