//! Which addresses of the internet are everybody's: to no other does the register send
//! what somebody asked it to, so that nobody looks through it into a network that is
//! closed to them (IANA's registries of special-purpose addresses).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether `address` is that of a machine on the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Whether a name may lead to such a machine: it is none of those that are kept for this
/// machine or for closed networks (RFC 6761, 6762, 8375, `internal` of ICANN), has a dot,
/// and is no number written in another way.
pub fn may_be_public(name: &str) -> bool {
    const CLOSED: [&str; 8] =
        ["localhost", "local", "internal", "lan", "home.arpa", "test", "invalid", "onion"];
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let Some((_, last)) = name.rsplit_once('.') else { return false };
    let number = last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x");
    let closed = |suffix: &&str| {
        name.strip_suffix(*suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    !number && !CLOSED.iter().any(closed)
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    // Answers the machines of a cloud, and looks like any other.
    const METADATA: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);
    let special = match address.octets() {
        [0 | 10 | 127, ..] => true,
        [100, second, ..] => (64..128).contains(&second),
        [169, 254, ..] | [192, 168, ..] => true,
        [172, second, ..] => (16..32).contains(&second),
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 51, 100, _] | [203, 0, 113, _] => true,
        [198, 18 | 19, ..] => true,
        [first, ..] => first >= 224,
    };
    !special && address != METADATA
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, third, fourth, fifth, sixth, ..] = address.segments();
    // What stands for an IPv4 address is as good as that.
    if [first, second, third, fourth, fifth, sixth] == [0x64, 0xff9b, 0, 0, 0, 0] {
        let low = u32::try_from(address.to_bits() & u128::from(u32::MAX));
        return low.is_ok_and(|low| is_public_v4(Ipv4Addr::from_bits(low)));
    }
    let global = first & 0xe000 == 0x2000;
    let special = match (first, second) {
        // Protocols of their own, tunnels among them.
        (0x2001, second) => second < 0x200 || second == 0xdb8,
        (0x2002, _) => true,
        (0x3fff, second) => second < 0x1000,
        _ => false,
    };
    global && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_internet_are_public() {
        let cases = [
            ("93.184.216.34", true, "any"),
            ("172.15.0.1", true, "just before a private network"),
            ("172.16.0.1", false, "private"),
            ("172.31.255.255", false, "private"),
            ("172.32.0.1", true, "just after"),
            ("10.1.2.3", false, "private"),
            ("192.168.1.1", false, "private"),
            ("127.0.0.1", false, "this machine"),
            ("127.255.255.254", false, "this machine"),
            ("0.0.0.0", false, "this machine"),
            ("169.254.169.254", false, "metadata of a cloud"),
            ("168.63.129.16", false, "metadata of a cloud"),
            ("100.100.100.200", false, "metadata of a cloud"),
            ("100.63.0.1", true, "just before shared addresses"),
            ("100.64.0.1", false, "shared by a provider's customers"),
            ("192.0.0.192", false, "metadata of a cloud"),
            ("198.19.0.1", false, "benchmarks"),
            ("203.0.113.7", false, "documentation"),
            ("224.0.0.1", false, "multicast"),
            ("255.255.255.255", false, "broadcast"),
            ("2606:2800:220:1::1", true, "any"),
            ("2001:4860:4860::8888", true, "any"),
            ("::1", false, "this machine"),
            ("::", false, "this machine"),
            ("::ffff:127.0.0.1", false, "this machine as IPv6"),
            ("::ffff:10.0.0.1", false, "private as IPv6"),
            ("::ffff:93.184.216.34", true, "any as IPv6"),
            ("::7f00:1", false, "this machine, as it was once written"),
            ("64:ff9b::7f00:1", false, "this machine through a translator"),
            ("64:ff9b::a9fe:a9fe", false, "metadata through a translator"),
            ("64:ff9b::5db8:d822", true, "any through a translator"),
            ("64:ff9b:1::1", false, "a translator's own network"),
            ("fe80::1", false, "link-local"),
            ("fc00::1", false, "unique local"),
            ("fd00:ec2::254", false, "metadata of a cloud"),
            ("fec0::1", false, "site-local"),
            ("ff02::1", false, "multicast"),
            ("2001::1", false, "a tunnel"),
            ("2001:db8::1", false, "documentation"),
            ("2002:7f00:1::", false, "a tunnel to this machine"),
            ("3fff::1", false, "documentation"),
        ];
        for (address, expected, reason) in cases {
            assert_eq!(is_public(address.parse().unwrap()), expected, "{address}: {reason}");
        }
    }
}
