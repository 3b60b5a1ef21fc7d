//! The argument list EAL is started with.

/// Options with which a caller chooses the lcores; ours stay away then.
const LCORE_OPTIONS: [&str; 3] = ["-l", "--lcores", "-c"];
/// Options with which a caller chooses the PCI devices.
const PCI_OPTIONS: [&str; 5] = ["--no-pci", "-a", "--allow", "-b", "--block"];
/// Options that leave no hugepage files, or say what becomes of them.
const KEEPS_NO_FILES: [&str; 3] = ["--in-memory", "--no-huge", "--huge-unlink"];

/// Arguments from the configuration and from the builder, completed by what the worker needs:
/// the lcores (one per worker, the first is EAL's main lcore), the PCI devices it may touch, and a file
/// prefix of its own, so that two processes that do not run `--in-memory` do not take each other for
/// primary and secondary, and no hugepage files that would keep their pages after the process.
pub(crate) fn complete(cores: &[usize], devices: &[&str], configured: &[String], added: &[String]) -> Vec<String> {
    let given: Vec<&str> = configured.iter().chain(added).map(String::as_str).collect();
    let mut arguments = vec!["tokio-dpdk-reference".to_owned()];
    if !LCORE_OPTIONS.iter().any(|option| has(&given, option)) {
        let list: Vec<String> = cores.iter().map(usize::to_string).collect();
        arguments.extend(["-l".to_owned(), list.join(",")]);
    }
    if !PCI_OPTIONS.iter().any(|option| has(&given, option)) {
        for device in devices.iter().filter(|device| is_pci_address(device)) {
            arguments.extend(["-a".to_owned(), (*device).to_owned()]);
        }
    }
    if !has(&given, "--in-memory") && !has(&given, "--file-prefix") {
        let prefix: String =
            devices.join("_").chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
        arguments.push(format!("--file-prefix=tokio_dpdk_{prefix}"));
    }
    if !KEEPS_NO_FILES.iter().any(|option| has(&given, option)) {
        arguments.push("--huge-unlink".to_owned());
    }
    arguments.extend(given.into_iter().map(str::to_owned));
    arguments
}

/// Whether `option` is among the arguments: alone, with `=value`, or (short ones) with the value joined on.
fn has(arguments: &[&str], option: &str) -> bool {
    arguments.iter().any(|argument| {
        argument.strip_prefix(option).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with('=') || (!option.starts_with("--") && !rest.starts_with('-'))
        })
    })
}

/// `DDDD:BB:DD.F` or `BB:DD.F` in hexadecimal digits.
pub(crate) fn is_pci_address(name: &str) -> bool {
    let hexadecimal =
        |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let Some((bus, function)) = name.rsplit_once('.') else { return false };
    let mut parts = bus.rsplit(':');
    let (device, number, domain) = (parts.next(), parts.next(), parts.next());
    hexadecimal(function, 1)
        && device.is_some_and(|text| hexadecimal(text, 2))
        && number.is_some_and(|text| hexadecimal(text, 2))
        && domain.is_none_or(|text| hexadecimal(text, 4))
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(list: &[&str]) -> Vec<String> {
        list.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn lcores_and_prefix_are_added_before_what_was_given() {
        let all = complete(&[2, 3], &["net_tap0"], &strings(&["--no-pci"]), &strings(&["-m", "64"]));
        let expected = ["-l", "2,3", "--file-prefix=tokio_dpdk_net_tap0", "--huge-unlink", "--no-pci", "-m", "64"];
        assert_eq!(all[1..], expected.map(str::to_owned));
    }

    #[test]
    fn what_the_caller_chose_is_left_alone() {
        for lcores in [&["-l", "0"][..], &["-l0"], &["--lcores=0@1"], &["-c", "1"]] {
            let all = complete(&[5], &["net_tap0"], &strings(lcores), &strings(&["--in-memory"]));
            assert!(!all.contains(&"5".to_owned()), "{all:?}");
            let ours = |argument: &String| argument.starts_with("--file-prefix") || argument == "--huge-unlink";
            assert!(!all.iter().any(ours), "{all:?}");
        }
    }

    #[test]
    fn an_option_that_only_begins_alike_is_another_option() {
        let all = complete(&[5], &["net_tap0"], &strings(&["--log-level=8", "--in-memory"]), &[]);
        assert_eq!(all[1..3], ["-l", "5"]);
    }

    #[test]
    fn pci_devices_are_allowed_one_by_one() {
        let all = complete(&[0], &["0000:01:00.0", "net_tap0"], &[], &strings(&["--in-memory"]));
        assert_eq!(all[3..5], ["-a", "0000:01:00.0"]);
        assert!(!all.contains(&"net_tap0".to_owned()));
        let none = complete(&[0], &["0000:01:00.0"], &strings(&["--no-pci"]), &[]);
        assert!(!none.contains(&"-a".to_owned()));
    }

    #[test]
    fn pci_addresses_are_told_from_names() {
        for yes in ["0000:01:00.0", "01:00.0", "ffff:ff:1f.7"] {
            assert!(is_pci_address(yes), "{yes}");
        }
        for no in ["net_tap0", "eth0.1", "0000:01:00", "0:01:00.0", "00:0000:01:00.0"] {
            assert!(!is_pci_address(no), "{no}");
        }
    }
}
