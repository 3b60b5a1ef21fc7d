//! Further processes of a test: programs of the suite's own crate that speak in lines on standard input and output.
//!
//! A message is a line that begins with [`MARK`]; other output of the program (EAL's, the subject's) is passed on.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{channel, Receiver, RecvTimeoutError};

use serde::de::DeserializeOwned;
use serde::Serialize;
use serde_json::Value;

use crate::bounded::step;
use crate::lab::ENV_CONFIG_VARIABLE;

/// What a message begins with; JSON follows.
pub const MARK: &str = "@@ ";

/// Says a message to the process that started this one.
///
/// # Panics
/// When standard output is gone, that is, when nobody listens any more.
pub fn say<T: Serialize>(message: &T) {
    let text = serde_json::to_string(message).expect("a message is JSON");
    let mut output = std::io::stdout().lock();
    // The line break in front ends whatever a library printed without one.
    writeln!(output, "\n{MARK}{text}").expect("the parent listens");
    output.flush().expect("the parent listens");
}

/// A program started by a test. It is killed when this is dropped.
#[derive(Debug)]
pub struct Helper {
    name: String,
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<String>,
    config: PathBuf,
}

impl Helper {
    /// Starts `program` with a copy of the subject's configuration in which `core_index` is the only core for workers:
    /// which of the lane's cores a process takes is then the test's decision, not a matter of who comes first.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn start(name: &str, program: &str, arguments: &[String], core_index: usize) -> Self {
        let config = one_core_config(name, core_index);
        let mut child = Command::new(program)
            .args(arguments)
            .env(ENV_CONFIG_VARIABLE, &config)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {program}: {error}"));
        let output = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
        let (sender, messages) = channel();
        let label = name.to_owned();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                match line.strip_prefix(MARK) {
                    Some(message) => drop(sender.send(message.to_owned())),
                    None => eprintln!("[{label}] {line}"),
                }
            }
        });
        Self { name: name.to_owned(), input: child.stdin.take(), child, messages, config }
    }

    /// The process's id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its next message.
    ///
    /// # Panics
    /// When it ends without one, is late, or says something else than a `T`.
    pub fn hear<T: DeserializeOwned>(&mut self) -> T {
        let text = match self.messages.recv_timeout(step()) {
            Ok(text) => text,
            Err(RecvTimeoutError::Timeout) => panic!("{} said nothing within {:?}", self.name, step()),
            Err(RecvTimeoutError::Disconnected) => {
                panic!("{} ended without a word: {:?}", self.name, self.child.wait())
            }
        };
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{} said {text}: {error}", self.name))
    }

    /// Sends it a message.
    ///
    /// # Panics
    /// When it has gone.
    pub fn tell<T: Serialize>(&mut self, message: &T) {
        let text = serde_json::to_string(message).expect("a message is JSON");
        let input = self.input.as_mut().expect("its input is open");
        writeln!(input, "{text}")
            .and_then(|()| input.flush())
            .unwrap_or_else(|error| panic!("{} has gone: {error}", self.name));
    }

    /// Kills it with SIGKILL and waits until the kernel has taken it apart.
    ///
    /// # Panics
    /// When it had ended before.
    pub fn kill(mut self) {
        self.child.kill().expect("SIGKILL");
        let status = self.child.wait().expect("wait");
        assert_eq!(status.signal(), Some(9), "{} was to die of SIGKILL, it ended otherwise: {status}", self.name);
    }

    /// Closes its input, on which it ends by itself, and gives how.
    ///
    /// # Panics
    /// When it does not end, or says something more.
    pub fn end(mut self) -> ExitStatus {
        drop(self.input.take());
        match self.messages.recv_timeout(step()) {
            Err(RecvTimeoutError::Disconnected) => self.child.wait().expect("wait"),
            Err(RecvTimeoutError::Timeout) => panic!("{} did not end within {:?}", self.name, step()),
            Ok(text) => panic!("{} was to end, it said {text}", self.name),
        }
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        // Both fail when it has ended already, which is as it should be.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_file(&self.config);
    }
}

/// Writes the copy of the subject's configuration with one core; gives its path.
fn one_core_config(name: &str, core_index: usize) -> PathBuf {
    let path = std::env::var(ENV_CONFIG_VARIABLE)
        .unwrap_or_else(|_| panic!("{ENV_CONFIG_VARIABLE} is not set; expected the path of env.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {path}: {error}"));
    let mut config: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    let core = config["dpdk_cores"].get(core_index).cloned().unwrap_or_else(|| {
        panic!("{path}: dpdk_cores has no entry {core_index}; this suite needs a core for each process")
    });
    config["dpdk_cores"] = Value::Array(vec![core]);
    let copy = std::env::temp_dir().join(format!("{name}-{}.json", std::process::id()));
    std::fs::write(&copy, config.to_string())
        .unwrap_or_else(|error| panic!("cannot write {}: {error}", copy.display()));
    copy
}
