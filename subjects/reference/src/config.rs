//! `env.json`: which ports there are, with which addresses, and which cores the workers may use.
//!
//! The file is the one `DPDK_ENV_CONFIG` names, else `./config/dpdk-env.json`, else
//! `/etc/dpdk/env.json`. Fields it has beyond those read here are ignored.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::ffi::port::Mac;

/// Names the file; it must exist when the variable is set.
const VARIABLE: &str = "DPDK_ENV_CONFIG";
/// Where the file is looked for otherwise, first match wins.
const PLACES: [&str; 2] = ["./config/dpdk-env.json", "/etc/dpdk/env.json"];
/// IP MTU of a device whose entry gives none.
const DEFAULT_MTU: u16 = 1500;
/// The least an IPv6 link may have (RFC 8200, section 5).
const MINIMUM_MTU: u16 = 1280;
/// Addresses one device may have: smoltcp's table holds 8 and one is kept for the link-local address.
const MAXIMUM_ADDRESSES: usize = 7;

/// What `env.json` says, as far as this crate needs it.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// The file it came from, for messages.
    pub(crate) path: PathBuf,
    /// Cores the workers may use, in order of preference.
    pub(crate) cores: Vec<usize>,
    /// Arguments for EAL.
    pub(crate) eal_arguments: Vec<String>,
    devices: Vec<RawDevice>,
}

/// One device with role `dpdk`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Device {
    /// `pci_address` of its entry: a PCI address or the name of a virtual device.
    pub(crate) name: String,
    /// The port is found by this address.
    pub(crate) mac: Mac,
    /// Its addresses with their prefix lengths, in the order of the file.
    pub(crate) addresses: Vec<Cidr>,
    /// Default gateway for IPv4.
    pub(crate) gateway_v4: Option<Ipv4Addr>,
    /// Default gateway for IPv6.
    pub(crate) gateway_v6: Option<Ipv6Addr>,
    /// IP MTU in bytes.
    pub(crate) mtu: u16,
}

/// An address and the length of its network prefix in bits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Cidr {
    pub(crate) address: IpAddr,
    pub(crate) prefix: u8,
}

impl Cidr {
    /// Whether `other` lies in the same network.
    pub(crate) fn contains(&self, other: IpAddr) -> bool {
        match (self.address, other) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0);
                u32::from(own) & mask == u32::from(other) & mask
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix)).unwrap_or(0);
                u128::from(own) & mask == u128::from(other) & mask
            }
            _ => false,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        let address: IpAddr = address.trim().parse().ok()?;
        let prefix: u8 = prefix.trim().parse().ok()?;
        let limit = if address.is_ipv4() { 32 } else { 128 };
        (prefix <= limit).then_some(Self { address, prefix })
    }
}

#[derive(Clone, Debug, Deserialize)]
struct RawConfig {
    #[serde(default)]
    dpdk_cores: Vec<usize>,
    #[serde(default)]
    devices: Vec<RawDevice>,
    #[serde(default)]
    eal_args: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct RawDevice {
    #[serde(default)]
    pci_address: Option<String>,
    #[serde(default)]
    original_name: Option<String>,
    #[serde(default)]
    mac: Option<String>,
    #[serde(default)]
    addresses: Vec<String>,
    #[serde(default)]
    gateway_v4: Option<String>,
    #[serde(default)]
    gateway_v6: Option<String>,
    #[serde(default)]
    mtu: Option<u32>,
    #[serde(default)]
    role: Option<String>,
}

impl Config {
    /// Reads the file this process should use.
    pub(crate) fn load() -> io::Result<Self> {
        Self::read(&find(std::env::var_os(VARIABLE).map(PathBuf::from), &PLACES.map(PathBuf::from))?)
    }

    /// Reads the file at `path`.
    fn read(path: &Path) -> io::Result<Self> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
        Self::parse(path, &text)
    }

    fn parse(path: &Path, text: &str) -> io::Result<Self> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let raw: RawConfig = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let field = error.path().to_string();
            let place = if field == "." { String::new() } else { format!("{field}: ") };
            invalid(format!("{}: {place}{}", path.display(), error.inner()))
        })?;
        Ok(Self { path: path.to_owned(), cores: raw.dpdk_cores, eal_arguments: raw.eal_args, devices: raw.devices })
    }

    /// The device called `name`: by `pci_address`, else by `original_name`. Only role `dpdk` will do.
    pub(crate) fn device(&self, name: &str) -> io::Result<Device> {
        let position = self
            .devices
            .iter()
            .position(|device| device.pci_address.as_deref() == Some(name))
            .or_else(|| self.devices.iter().position(|device| device.original_name.as_deref() == Some(name)));
        let Some(index) = position else {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                format!(
                    "device {name} is not in {}; devices with role dpdk there: {}",
                    self.path.display(),
                    self.names()
                ),
            ));
        };
        let raw = &self.devices[index];
        let role = raw.role.as_deref().unwrap_or("(none)");
        if role != "dpdk" {
            return Err(invalid(format!(
                "device {name} has role {role} in {}, expected role dpdk; devices with role dpdk there: {}",
                self.path.display(),
                self.names()
            )));
        }
        raw.validate(name).map_err(|(field, problem)| {
            invalid(format!("{}: devices[{index}].{field}: {problem}", self.path.display()))
        })
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self
            .devices
            .iter()
            .filter(|device| device.role.as_deref() == Some("dpdk"))
            .filter_map(|device| device.pci_address.as_deref())
            .collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    }
}

impl RawDevice {
    /// Checks each field; an error is the field's name and what is wrong with it.
    fn validate(&self, name: &str) -> Result<Device, (String, String)> {
        let seen = |what: &str, text: &str| format!("expected {what}, got {text:?}");
        let mac = self.mac.as_deref().unwrap_or_default();
        let mac = parse_mac(mac)
            .ok_or_else(|| ("mac".to_owned(), seen("a MAC address such as \"02:00:00:00:00:10\"", mac)))?;
        let mut addresses = Vec::new();
        for (index, text) in self.addresses.iter().enumerate() {
            let field = || format!("addresses[{index}]");
            let cidr = Cidr::parse(text)
                .ok_or_else(|| (field(), seen("\"IP/prefix length\" such as \"192.0.2.10/24\"", text)))?;
            if cidr.address.is_multicast() || cidr.address.is_unspecified() {
                return Err((field(), seen("a unicast address", text)));
            }
            addresses.push(cidr);
        }
        if addresses.is_empty() {
            return Err(("addresses".to_owned(), "expected at least one address, got none".to_owned()));
        }
        if addresses.len() > MAXIMUM_ADDRESSES {
            return Err((
                "addresses".to_owned(),
                format!("expected at most {MAXIMUM_ADDRESSES} addresses, got {}", addresses.len()),
            ));
        }
        let gateway_v4 = parse_optional(self.gateway_v4.as_deref())
            .map_err(|text| ("gateway_v4".to_owned(), seen("an IPv4 address or null", text)))?;
        let gateway_v6 = parse_optional(self.gateway_v6.as_deref())
            .map_err(|text| ("gateway_v6".to_owned(), seen("an IPv6 address or null", text)))?;
        let mtu = match self.mtu {
            None => DEFAULT_MTU,
            Some(mtu) => u16::try_from(mtu)
                .ok()
                .filter(|&mtu| (MINIMUM_MTU..=9216).contains(&mtu))
                .ok_or_else(|| ("mtu".to_owned(), format!("expected {MINIMUM_MTU} to 9216 bytes, got {mtu}")))?,
        };
        let name = self.pci_address.clone().unwrap_or_else(|| name.to_owned());
        Ok(Device { name, mac, addresses, gateway_v4, gateway_v6, mtu })
    }
}

/// The first of: the file the variable names, the usual places.
fn find(named: Option<PathBuf>, places: &[PathBuf]) -> io::Result<PathBuf> {
    if let Some(path) = named {
        return Ok(path);
    }
    places.iter().find(|path| path.exists()).cloned().ok_or_else(|| {
        let tried: Vec<String> = places.iter().map(|path| path.display().to_string()).collect();
        io::Error::new(
            io::ErrorKind::NotFound,
            format!("no DPDK configuration: {VARIABLE} is not set and there is no {}", tried.join(" and no ")),
        )
    })
}

/// An absent or empty field is nothing; anything else must parse.
fn parse_optional<T: std::str::FromStr>(text: Option<&str>) -> Result<Option<T>, &str> {
    match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| text),
    }
}

fn parse_mac(text: &str) -> Option<Mac> {
    let mut bytes = [0; 6];
    let mut parts = text.trim().split([':', '-']);
    for byte in &mut bytes {
        let part = parts.next().filter(|part| (1..=2).contains(&part.len()))?;
        *byte = u8::from_str_radix(part, 16).ok()?;
    }
    parts.next().is_none().then_some(Mac(bytes))
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
