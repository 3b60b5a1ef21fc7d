//! `env.json`: devices, cores, and EAL's arguments.
//!
//! The file is the one `DPDK_ENV_CONFIG` names, else `./config/dpdk-env.json`, else `/etc/dpdk/env.json`.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

const VARIABLE: &str = "DPDK_ENV_CONFIG";
const PLACES: [&str; 2] = ["./config/dpdk-env.json", "/etc/dpdk/env.json"];

/// What the file says. Fields that are not needed here are left out.
#[derive(Debug, Deserialize)]
pub(crate) struct Config {
    /// Cores for workers.
    #[serde(default)]
    pub(crate) dpdk_cores: Vec<usize>,
    /// Arguments for EAL.
    #[serde(default)]
    pub(crate) eal_args: Vec<String>,
    #[serde(default)]
    devices: Vec<Entry>,
}

#[derive(Clone, Debug, Deserialize)]
struct Entry {
    pci_address: Option<String>,
    original_name: Option<String>,
    role: Option<String>,
    mac: Option<String>,
    #[serde(default)]
    addresses: Vec<String>,
    gateway_v4: Option<Ipv4Addr>,
    gateway_v6: Option<Ipv6Addr>,
}

/// A device as the file describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Device {
    pub(crate) mac: [u8; 6],
    /// Addresses with the length of their prefix; at least one.
    pub(crate) addresses: Vec<(IpAddr, u8)>,
    pub(crate) gateway_v4: Option<Ipv4Addr>,
    pub(crate) gateway_v6: Option<Ipv6Addr>,
}

impl Device {
    /// The address smoltcp starts a connection to `remote` from: the first of the family.
    pub(crate) fn source_for(&self, remote: IpAddr) -> Option<IpAddr> {
        self.addresses.iter().map(|(address, _)| *address).find(|address| address.is_ipv4() == remote.is_ipv4())
    }

    /// Whether the device has this address.
    pub(crate) fn owns(&self, address: IpAddr) -> bool {
        self.addresses.iter().any(|(own, _)| *own == address)
    }
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// When there is none, it cannot be read, or it is not as it should be.
    pub(crate) fn load() -> io::Result<Self> {
        let named = std::env::var_os(VARIABLE).map(PathBuf::from);
        let usual = || PLACES.iter().map(PathBuf::from).find(|path| path.exists());
        let path = named.or_else(usual).ok_or_else(|| {
            let places = PLACES.join(" and no ");
            io::Error::new(ErrorKind::NotFound, format!("no configuration: {VARIABLE} is not set, no {places}"))
        })?;
        let text = std::fs::read_to_string(&path)
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
        Self::parse(&path, &text)
    }

    fn parse(path: &Path, text: &str) -> io::Result<Self> {
        serde_json::from_str(text).map_err(|error| invalid(format!("{}: {error}", path.display())))
    }

    /// The device of that `pci_address`, else of that `original_name`.
    ///
    /// # Errors
    ///
    /// `NotFound`: there is none; `InvalidInput`: it is not for DPDK, or its MAC or an address is not one.
    pub(crate) fn device(&self, name: &str) -> io::Result<Device> {
        let called = |text: &Option<String>| text.as_deref() == Some(name);
        let mut entries = self.devices.iter();
        let entry = entries
            .clone()
            .find(|entry| called(&entry.pci_address))
            .or_else(|| entries.find(|entry| called(&entry.original_name)))
            .ok_or_else(|| io::Error::new(ErrorKind::NotFound, format!("device {name} is not in the configuration")))?;
        let wrong = |what: &str, seen: &str| invalid(format!("device {name}: expected {what}, got {seen:?}"));
        if entry.role.as_deref() != Some("dpdk") {
            return Err(wrong("role \"dpdk\"", entry.role.as_deref().unwrap_or("none")));
        }
        let mac = entry.mac.as_deref().unwrap_or("none");
        let addresses = entry
            .addresses
            .iter()
            .map(|text| parse_address(text).ok_or_else(|| wrong("\"IP/length\"", text)))
            .collect::<io::Result<Vec<_>>>()?;
        if addresses.is_empty() {
            return Err(wrong("at least one address", "none"));
        }
        Ok(Device {
            mac: parse_mac(mac).ok_or_else(|| wrong("a MAC address", mac))?,
            addresses,
            gateway_v4: entry.gateway_v4,
            gateway_v6: entry.gateway_v6,
        })
    }
}

fn parse_address(text: &str) -> Option<(IpAddr, u8)> {
    let (address, prefix) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let prefix: u8 = prefix.parse().ok()?;
    (prefix <= if address.is_ipv4() { 32 } else { 128 }).then_some((address, prefix))
}

fn parse_mac(text: &str) -> Option<[u8; 6]> {
    let bytes: Option<Vec<u8>> = text.split(':').map(|byte| u8::from_str_radix(byte, 16).ok()).collect();
    bytes?.try_into().ok()
}

fn invalid(message: String) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"dpdk_cores": [1], "eal_args": ["--no-pci"], "hugepages": {}, "devices": [
      {"pci_address": "net_tap0", "original_name": "dtap0", "role": "dpdk", "mac": "02:00:00:00:00:0a",
       "addresses": ["192.0.2.10/24", "192.0.2.11/24", "2001:db8:0:1::10/64"], "gateway_v4": "192.0.2.1"},
      {"pci_address": "0000:01:00.0", "role": "kernel"},
      {"pci_address": "bare", "role": "dpdk", "mac": "02:00:00:00:00:0b"},
      {"pci_address": "odd", "role": "dpdk", "mac": "02:00", "addresses": ["192.0.2.10/24"]}]}"#;

    fn config() -> Config {
        Config::parse(Path::new("env.json"), TEXT).unwrap()
    }

    #[test]
    fn a_device_is_found_by_either_name() {
        let device = config().device("net_tap0").unwrap();
        assert_eq!(device, config().device("dtap0").unwrap());
        assert_eq!(device.mac, [2, 0, 0, 0, 0, 10]);
        assert_eq!(device.source_for("198.51.100.1".parse().unwrap()), Some("192.0.2.10".parse().unwrap()));
        assert!(device.owns("2001:db8:0:1::10".parse().unwrap()));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (name, kind, words) in [
            ("nowhere", ErrorKind::NotFound, "nowhere"),
            ("0000:01:00.0", ErrorKind::InvalidInput, "role"),
            ("bare", ErrorKind::InvalidInput, "at least one address"),
            ("odd", ErrorKind::InvalidInput, "MAC"),
        ] {
            let error = config().device(name).unwrap_err();
            assert_eq!(error.kind(), kind);
            assert!(error.to_string().contains(words), "{error}");
        }
    }
}
