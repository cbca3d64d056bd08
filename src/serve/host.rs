//! Which `Host` headers are answered. A foreign page can give its own name the
//! address of this machine (DNS rebinding) and then read what is served here:
//! its requests still carry that name, and are refused.

use std::net::{IpAddr, Ipv6Addr};

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hosts {
    /// This machine alone, by an address or the name of its loopback.
    Loopback,
    /// Whoever reaches an interface: by address, since only a name can be given
    /// to another machine.
    Addresses,
}

impl Hosts {
    /// Whether a request with this `Host` is answered.
    #[must_use]
    pub fn allow(self, host: &str) -> bool {
        let Some(name) = without_port(host) else { return false };
        if name.eq_ignore_ascii_case("localhost") {
            return true;
        }
        let address = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
            None => name.parse().ok().map(IpAddr::V4),
        };
        address.is_some_and(|address| self == Self::Addresses || address.is_loopback())
    }
}

/// The name of a `Host`; `None` where what follows it is no port.
fn without_port(host: &str) -> Option<&str> {
    let end = host.rfind(']').map_or(0, |bracket| bracket + 1);
    let Some(colon) = host[end..].find(':') else { return Some(host) };
    let (name, port) = (&host[..end + colon], &host[end + colon + 1..]);
    (port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit())).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_are_refused() {
        for host in ["localhost", "LocalHost:80", "127.0.0.1:4270", "127.8.8.8", "[::1]:80", "[::1]"] {
            assert!(Hosts::Loopback.allow(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "evil.example:80",
            "127.0.0.1.evil.example",
            "127.0.0.1@evil.example",
            "127.0.0.1:80:evil",
            "localhost:80x",
            "::1",
            "[::1",
            "[127.0.0.1]",
            "192.168.0.7",
            "0x7f000001",
        ] {
            assert!(!Hosts::Loopback.allow(host), "{host}");
        }
        assert!(Hosts::Addresses.allow("192.168.0.7:4270") && Hosts::Addresses.allow("[fe80::1]:80"));
        assert!(!Hosts::Addresses.allow("evil.example"));
    }
}
