//! How much work one expression may do on one risk.
//!
//! The language has no loops but those over lists, and lists may stand in
//! lists: what each costs is paid before it is begun, from a purse of the
//! thread that judges. Once the purse is empty all that costs fails.

use std::cell::Cell;

/// What there is to spend on a risk.
const PURSE: u64 = 50_000;
/// Bytes of text that are looked at for the price of one step.
const TEXT: usize = 64;

thread_local! {
    /// What is left, and what a step costs.
    static PURSE_LEFT: Cell<(u64, u64)> = const { Cell::new((0, 1)) };
    static SPENT: Cell<bool> = const { Cell::new(false) };
}

/// Fills the purse for one risk, on which every step costs so much.
pub(super) fn fill(weight: u64) {
    PURSE_LEFT.set((PURSE, weight.max(1)));
    SPENT.set(false);
}

/// Pays for so many steps; whether there was enough.
pub(super) fn pay_steps(steps: usize) -> bool {
    let (_, weight) = PURSE_LEFT.get();
    pay((steps as u64).saturating_mul(weight))
}

/// Pays for a look at so many bytes of text; whether there was enough.
pub(super) fn pay_text(bytes: usize) -> bool {
    pay(1 + (bytes / TEXT) as u64)
}

fn pay(price: u64) -> bool {
    let (left, weight) = PURSE_LEFT.get();
    match left.checked_sub(price) {
        Some(left) => PURSE_LEFT.set((left, weight)),
        None => {
            PURSE_LEFT.set((0, weight));
            SPENT.set(true);
        }
    }
    !SPENT.get()
}

/// Whether something could not be paid since the purse was filled.
pub(super) fn is_spent() -> bool {
    SPENT.get()
}
