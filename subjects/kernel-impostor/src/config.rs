//! `env.json`, as far as it matters without DPDK: devices with their addresses, and cores.
//!
//! The file is the one `DPDK_ENV_CONFIG` names, else `./config/dpdk-env.json`, else `/etc/dpdk/env.json`.

use std::io::{self, ErrorKind};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

const VARIABLE: &str = "DPDK_ENV_CONFIG";
const PLACES: [&str; 2] = ["./config/dpdk-env.json", "/etc/dpdk/env.json"];

/// The content of the file; fields beyond these are ignored.
#[derive(Debug, Deserialize)]
pub(crate) struct Config {
    #[serde(skip)]
    path: PathBuf,
    /// Cores for workers, in order of preference.
    #[serde(default)]
    pub(crate) dpdk_cores: Vec<usize>,
    #[serde(default)]
    devices: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    pci_address: Option<String>,
    original_name: Option<String>,
    role: Option<String>,
    #[serde(default)]
    addresses: Vec<String>,
}

/// A device with role `dpdk`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Device {
    /// Its `pci_address`, by which it is locked.
    pub(crate) name: String,
    /// Its addresses with their prefix lengths in bits, in the order of the file; at least one.
    pub(crate) addresses: Vec<(IpAddr, u8)>,
}

impl Device {
    /// The address from which a connection to `remote` starts: one of the same network, else the first of the
    /// same family, which the gateway then serves.
    pub(crate) fn source_for(&self, remote: IpAddr) -> Option<IpAddr> {
        let mut family = self.addresses.iter().filter(|(address, _)| address.is_ipv4() == remote.is_ipv4());
        let first = family.clone().next();
        family.find(|(address, prefix)| same_network(*address, remote, *prefix)).or(first).map(|(address, _)| *address)
    }
}

fn same_network(a: IpAddr, b: IpAddr, prefix: u8) -> bool {
    let shift = |width: u32| width - u32::from(prefix).min(width);
    match (a, b) {
        (IpAddr::V4(a), IpAddr::V4(b)) => (u32::from(a) ^ u32::from(b)).checked_shr(shift(32)).unwrap_or(0) == 0,
        (IpAddr::V6(a), IpAddr::V6(b)) => (u128::from(a) ^ u128::from(b)).checked_shr(shift(128)).unwrap_or(0) == 0,
        _ => false,
    }
}

impl Config {
    /// Reads the file this process should use.
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
        let config: Self =
            serde_json::from_str(text).map_err(|error| invalid(format!("{}: {error}", path.display())))?;
        Ok(Self { path: path.to_owned(), ..config })
    }

    /// The file it came from.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The device called `name`, by `pci_address`, else by `original_name`.
    pub(crate) fn device(&self, name: &str) -> io::Result<Device> {
        let called = |text: &Option<String>| text.as_deref() == Some(name);
        let entry = self
            .devices
            .iter()
            .find(|entry| called(&entry.pci_address))
            .or_else(|| self.devices.iter().find(|entry| called(&entry.original_name)))
            .ok_or_else(|| {
                let there: Vec<&str> = self.devices.iter().filter_map(|entry| entry.pci_address.as_deref()).collect();
                let path = self.path.display();
                let text = format!("device {name} is not in {path}; devices there: {}", there.join(", "));
                io::Error::new(ErrorKind::NotFound, text)
            })?;
        let wrong = |what: String| invalid(format!("{}: device {name}: {what}", self.path.display()));
        if entry.role.as_deref() != Some("dpdk") {
            return Err(wrong(format!("expected role \"dpdk\", got {:?}", entry.role)));
        }
        let addresses = entry
            .addresses
            .iter()
            .map(|text| parse_address(text).ok_or_else(|| wrong(format!("expected \"IP/length\", got {text:?}"))))
            .collect::<io::Result<Vec<_>>>()?;
        if addresses.is_empty() {
            return Err(wrong("expected at least one address, got none".to_owned()));
        }
        Ok(Device { name: entry.pci_address.clone().unwrap_or_else(|| name.to_owned()), addresses })
    }
}

fn parse_address(text: &str) -> Option<(IpAddr, u8)> {
    let (address, prefix) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let prefix: u8 = prefix.parse().ok()?;
    (prefix <= if address.is_ipv4() { 32 } else { 128 }).then_some((address, prefix))
}

fn invalid(message: String) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"dpdk_cores": [3, 1], "hugepages": {}, "devices": [
      {"pci_address": "net_tap0", "original_name": "dtap0", "role": "dpdk",
       "addresses": ["192.0.2.10/24", "198.51.100.10/24", "2001:db8:0:1::10/64"]},
      {"pci_address": "0000:01:00.0", "role": "kernel"},
      {"pci_address": "bare", "role": "dpdk"},
      {"pci_address": "bad", "role": "dpdk", "addresses": ["192.0.2.10/33"]}]}"#;

    fn config() -> Config {
        Config::parse(Path::new("env.json"), TEXT).unwrap()
    }

    #[test]
    fn a_device_is_found_by_either_name() {
        assert_eq!(config().dpdk_cores, [3, 1]);
        assert_eq!(config().device("net_tap0").unwrap(), config().device("dtap0").unwrap());
    }

    #[test]
    fn the_source_is_of_the_same_network_or_family() {
        let device = config().device("net_tap0").unwrap();
        for (remote, source) in [
            ("192.0.2.1", "192.0.2.10"),
            ("198.51.100.1", "198.51.100.10"),
            ("203.0.113.1", "192.0.2.10"),
            ("2001:db8:0:ff::1", "2001:db8:0:1::10"),
        ] {
            assert_eq!(device.source_for(remote.parse().unwrap()), Some(source.parse().unwrap()), "{remote}");
        }
        let v4_only = Device { addresses: device.addresses[..2].to_vec(), ..device };
        assert_eq!(v4_only.source_for("2001:db8::1".parse().unwrap()), None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (name, kind, words) in [
            ("nowhere", ErrorKind::NotFound, "net_tap0, 0000:01:00.0"),
            ("0000:01:00.0", ErrorKind::InvalidInput, "role"),
            ("bare", ErrorKind::InvalidInput, "at least one address"),
            ("bad", ErrorKind::InvalidInput, "192.0.2.10/33"),
        ] {
            let error = config().device(name).unwrap_err();
            assert_eq!(error.kind(), kind);
            assert!(error.to_string().contains(words), "{error}");
        }
    }

    #[test]
    fn text_that_is_no_json_names_the_file() {
        let error = Config::parse(Path::new("env.json"), "{").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().starts_with("env.json: "), "{error}");
    }
}
