//! Numbers as people read them.

use crate::model::config::Config;

/// 1,234: a count as sentences and tables write it.
#[must_use]
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// 12,000 or 0.25: a number without more decimals than it has.
#[must_use]
pub fn decimal(value: f64) -> String {
    let text = format!("{value}");
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
    match whole.parse::<usize>() {
        Ok(whole) if rest.is_empty() => grouped(whole),
        Ok(whole) => format!("{}.{rest}", grouped(whole)),
        Err(_) => text,
    }
}

/// "EUR 12,000", in the currency of the register, if it names one.
#[must_use]
pub fn money(config: &Config, value: f64) -> String {
    let currency = config.currency.as_ref().map_or("", |currency| currency.as_str());
    format!("{currency} {}", decimal(value)).trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::load_texts;

    #[test]
    fn thousands_are_apart_and_money_names_its_currency() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0.25, 12_000.0, 1_234.5, -3.0].map(decimal), ["0.25", "12,000", "1,234.5", "-3"]);
        let money = |currency: &str| {
            let text = format!("[register]\ntitle = \"T\"\n{currency}");
            money(&load_texts(&[("plimsoll.toml", &text)]).register.config, 42_000.0)
        };
        assert_eq!([money(""), money("currency = \"EUR\"\n")], ["42,000", "EUR 42,000"]);
    }
}
