//! Any bytes are a Python file: `cargo +nightly fuzz run python_file`.
#![no_main]

#[path = "../guarded.rs"]
mod guarded;

use eventlet_scan::input::decode;
use eventlet_scan::python::{Interest, WORKER_STACK_BYTES, facts};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

type Worker = Mutex<(Sender<Vec<u8>>, Receiver<()>)>;

/// A thread with the stack that files are parsed on: libfuzzer's own is smaller.
static WORKER: LazyLock<Worker> = LazyLock::new(|| {
    let (send, inputs) = channel::<Vec<u8>>();
    let (done, answers) = channel();
    std::thread::Builder::new()
        .stack_size(WORKER_STACK_BYTES)
        .spawn(move || {
            // Everything is worth following: a relative import always is.
            let interest = Interest::default();
            for bytes in inputs {
                let decoded = decode::python(&bytes);
                facts(&decoded.text, &interest, &Default::default(), None);
                let _ = eventlet_scan::python::code(&decoded.text);
                let _ = done.send(());
            }
        })
        .expect("a thread");
    Mutex::new((send, answers))
});

fuzz_target!(init: guarded::let_pass(), |bytes: &[u8]| {
    let worker = WORKER.lock().expect("the fuzzer has one thread");
    worker.0.send([b"from . import eventlet\n", bytes].concat()).expect("the worker lives");
    worker.1.recv().expect("the worker did not panic");
});
