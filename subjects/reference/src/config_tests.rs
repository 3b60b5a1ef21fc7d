use super::*;

const GOOD: &str = r#"{
  "dpdk_cores": [1, 0],
  "hugepages": 64,
  "something_new": {"a": 1},
  "eal_args": ["--no-pci", "-m", "64"],
  "devices": [
    {"pci_address": "0000:01:00.0", "role": "kernel", "mac": "nonsense", "original_name": "eth9"},
    {"pci_address": "net_tap0", "original_name": "dtap0", "mac": "02:00:00:00:00:10", "role": "dpdk",
     "addresses": ["192.0.2.10/24", "2001:db8:0:1::10/64"], "gateway_v4": "192.0.2.1", "gateway_v6": null, "mtu": 1500}
  ]
}"#;

fn parse(text: &str) -> io::Result<Config> {
    Config::parse(Path::new("/etc/dpdk/env.json"), text)
}

fn device(entry: &str) -> io::Result<Device> {
    parse(&format!(r#"{{"devices": [{{"pci_address": "p0", "role": "dpdk", {entry}}}]}}"#))?.device("p0")
}

#[test]
fn reads_what_it_needs_and_ignores_the_rest() {
    let config = parse(GOOD).unwrap();
    assert_eq!(config.cores, [1, 0]);
    assert_eq!(config.eal_arguments, ["--no-pci", "-m", "64"]);
    let device = config.device("net_tap0").unwrap();
    assert_eq!(device.mac, Mac([2, 0, 0, 0, 0, 0x10]));
    assert_eq!(device.addresses.len(), 2);
    assert_eq!(device.gateway_v4, Some(Ipv4Addr::new(192, 0, 2, 1)));
    assert_eq!(device.gateway_v6, None);
    assert_eq!(device.mtu, 1500);
}

#[test]
fn a_device_is_also_found_by_its_original_name() {
    assert_eq!(parse(GOOD).unwrap().device("dtap0").unwrap().name, "net_tap0");
}

#[test]
fn an_unknown_device_names_the_file_and_the_devices_there_are() {
    let error = parse(GOOD).unwrap().device("net_tap7").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    let text = error.to_string();
    assert!(text.contains("net_tap7") && text.contains("/etc/dpdk/env.json") && text.contains("net_tap0"), "{text}");
}

#[test]
fn a_kernel_device_is_refused() {
    let error = parse(GOOD).unwrap().device("0000:01:00.0").unwrap_err().to_string();
    assert!(error.contains("role kernel"), "{error}");
}

#[test]
fn a_field_of_the_wrong_type_is_named() {
    let error = parse(r#"{"devices": [{"mtu": "big"}]}"#).unwrap_err().to_string();
    assert!(error.contains("/etc/dpdk/env.json") && error.contains("devices[0].mtu"), "{error}");
}

#[test]
fn text_that_is_not_json_names_the_file() {
    let error = parse("{").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    assert!(error.to_string().contains("/etc/dpdk/env.json"), "{error}");
}

#[test]
fn bad_fields_of_the_chosen_device_are_named() {
    for (entry, field) in [
        (r#""addresses": ["192.0.2.1/24"]"#, "devices[0].mac"),
        (r#""mac": "02:00:00:00:00", "addresses": ["192.0.2.1/24"]"#, "devices[0].mac"),
        (r#""mac": "02:00:00:00:00:01""#, "devices[0].addresses"),
        (r#""mac": "02:00:00:00:00:01", "addresses": ["192.0.2.1"]"#, "devices[0].addresses[0]"),
        (r#""mac": "02:00:00:00:00:01", "addresses": ["192.0.2.1/24", "192.0.2.1/33"]"#, "devices[0].addresses[1]"),
        (r#""mac": "02:00:00:00:00:01", "addresses": ["192.0.2.1/24"], "gateway_v4": "::1""#, "devices[0].gateway_v4"),
        (r#""mac": "02:00:00:00:00:01", "addresses": ["192.0.2.1/24"], "mtu": 100"#, "devices[0].mtu"),
    ] {
        let error = device(entry).unwrap_err().to_string();
        assert!(error.contains(field), "{error} does not name {field}");
    }
}

#[test]
fn the_variable_wins_and_then_the_first_place_that_exists() {
    let there = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let named = PathBuf::from("/named.json");
    assert_eq!(find(Some(named.clone()), std::slice::from_ref(&there)).unwrap(), named);
    assert_eq!(find(None, &[PathBuf::from("/nowhere.json"), there.clone()]).unwrap(), there);
}

#[test]
fn no_file_at_all_names_every_place() {
    let error = find(None, &PLACES.map(|place| PathBuf::from(format!("/nowhere/{place}")))).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    let text = error.to_string();
    assert!(text.contains("DPDK_ENV_CONFIG") && text.contains("dpdk-env.json") && text.contains("env.json"), "{text}");
}

#[test]
fn a_named_file_that_is_missing_is_named() {
    let error = Config::read(Path::new("/nowhere/env.json")).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    assert!(error.to_string().contains("/nowhere/env.json"));
}

#[test]
fn networks_contain_their_own_addresses_only() {
    let net = Cidr::parse("192.0.2.10/24").unwrap();
    assert!(net.contains("192.0.2.255".parse().unwrap()));
    assert!(!net.contains("192.0.3.1".parse().unwrap()));
    assert!(!net.contains("2001:db8::1".parse().unwrap()));
    let all = Cidr::parse("192.0.2.10/0").unwrap();
    assert!(all.contains("203.0.113.1".parse().unwrap()));
    let six = Cidr::parse("2001:db8:0:1::10/64").unwrap();
    assert!(six.contains("2001:db8:0:1:ffff::1".parse().unwrap()));
    assert!(!six.contains("2001:db8:0:2::1".parse().unwrap()));
}
