//! Figures of an ordered kind: medians and percentiles, never a mean. Of nothing
//! there is no figure.

/// The one in the middle; of an even number, the mean of the two in the middle.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "days and minutes of a register are far below 2⁵³")]
pub fn median(values: &[i64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)? as f64;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    Some((sorted[middle - 1] as f64 + upper) / 2.0)
}

/// The smallest value that at least `percent` of them do not exceed (nearest
/// rank).
#[must_use]
pub fn percentile(values: &[i64], percent: usize) -> Option<i64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let rank = (percent * sorted.len()).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// A share, between 0 and 1; of nothing there is none.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "counts of a register are far below 2⁵³")]
pub fn rate(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_percentiles_are_reckoned_by_hand() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[7]), Some(7.0));
        assert_eq!(median(&[9, 1, 5]), Some(5.0));
        assert_eq!(median(&[4, 1, 9, 6]), Some(5.0));
        assert_eq!(median(&[1, 2]), Some(1.5));
        assert_eq!(percentile(&[], 90), None);
        assert_eq!(percentile(&[3], 90), Some(3));
        // Of ten values nine do not exceed the ninth.
        assert_eq!(percentile(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 90), Some(9));
        assert_eq!(percentile(&[1, 2, 3, 4, 5], 90), Some(5));
        assert_eq!(percentile(&[15, 20, 35, 40, 50], 40), Some(20));
        assert_eq!((rate(1, 4), rate(0, 0)), (Some(0.25), None));
    }
}
