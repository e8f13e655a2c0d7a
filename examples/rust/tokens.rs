//! prep from Rust, by prep.h alone: texts to token ids and back.
//!
//!     rustc -O -L native=FOLDER -C link-arg=-Wl,-rpath,FOLDER examples/rust/tokens.rs -o tokens     # FOLDER has libprep.so
//!     ./tokens prep-8k "Some text." "Another one."
//!
//! Prints the ids of each text on a line of its own. A failure is printed, and its status is the exit status.

use std::ffi::{c_char, c_void, CStr, CString};
use std::process::exit;
use std::ptr::{null, null_mut};

#[repr(C)]
struct Text {
    bytes: *const u8,
    count: usize,
}

#[repr(C)]
struct Failure {
    status: i32,
    code: [c_char; 44],
    message: *mut c_char,
    path: *mut c_char,
    line: i64,
    column: i64,
    index: i64,
}

#[repr(C)]
struct Rows {
    size: usize,
    rows: usize,
    tokens: usize,
    offsets: *const i64,
    ids: *const u32,
    begins: *const u32,
    ends: *const u32,
    words: *const i32,
    mask: *const u8,
    weights: *const f32,
    records: *const i64,
}

#[link(name = "prep")]
extern "C" {
    fn prep_abi() -> u32;
    fn prep_failure_clear(failure: *mut Failure);
    fn prep_tokenizer_open(name: *const c_char, options: *const c_char, out: *mut *mut c_void, failure: *mut Failure) -> i32;
    fn prep_tokenizer_close(tokenizer: *mut c_void);
    fn prep_encode(tokenizer: *const c_void, texts: *const Text, count: usize, options: *const c_void, out: *mut *mut c_void, failure: *mut Failure) -> i32;
    fn prep_batch_rows(batch: *const c_void, rows: *mut Rows) -> i32;
    fn prep_batch_close(batch: *mut c_void);
    fn prep_decode(tokenizer: *const c_void, ids: *const u32, offsets: *const i64, rows: usize, skip: i32, out: *mut *mut c_void, failure: *mut Failure) -> i32;
    fn prep_bytes_data(bytes: *const c_void, offsets: *mut *const i64, count: *mut usize) -> *const u8;
    fn prep_bytes_close(bytes: *mut c_void);
}

/// What went wrong, as prep says it.
#[derive(Debug)]
struct Fault {
    status: i32,
    code: String,
    message: String,
}

/// Calls a function that fills a failure where it does not return 0.
fn calling(function: impl FnOnce(*mut Failure) -> i32) -> Result<(), Fault> {
    // SAFETY: a failure of zeros is an empty one.
    let mut failure: Failure = unsafe { std::mem::zeroed() };
    let status = function(&mut failure);
    if status == 0 {
        return Ok(());
    }
    // SAFETY: prep ends the code and the message in a zero byte; both are good until the failure is cleared.
    let words = |text: *const c_char| unsafe { if text.is_null() { String::new() } else { CStr::from_ptr(text).to_string_lossy().into_owned() } };
    let fault = Fault { status, code: words(failure.code.as_ptr()), message: words(failure.message) };
    unsafe { prep_failure_clear(&mut failure) };
    Err(fault)
}

/// A tokenizer; it is closed when it is dropped, and threads may share it.
struct Tokenizer(*mut c_void);

unsafe impl Send for Tokenizer {}
unsafe impl Sync for Tokenizer {}

impl Drop for Tokenizer {
    fn drop(&mut self) {
        unsafe { prep_tokenizer_close(self.0) }
    }
}

impl Tokenizer {
    fn open(name: &str) -> Result<Tokenizer, Fault> {
        let name = CString::new(name).map_err(|_| Fault { status: 64, code: "usage".into(), message: "a name has no zero byte".into() })?;
        let mut tokenizer = null_mut();
        calling(|failure| unsafe { prep_tokenizer_open(name.as_ptr(), null(), &mut tokenizer, failure) })?;
        Ok(Tokenizer(tokenizer))
    }

    fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<u32>>, Fault> {
        let given: Vec<Text> = texts.iter().map(|text| Text { bytes: text.as_ptr(), count: text.len() }).collect();
        let mut batch = null_mut();
        calling(|failure| unsafe { prep_encode(self.0, given.as_ptr(), given.len(), null(), &mut batch, failure) })?;
        // SAFETY: the rows point into the batch, which is closed when they have been copied.
        unsafe {
            let mut rows: Rows = std::mem::zeroed();
            rows.size = size_of::<Rows>();
            prep_batch_rows(batch, &mut rows);
            let offset = |row: usize| *rows.offsets.add(row) as usize;
            let ids = (0..rows.rows)
                .map(|row| (offset(row)..offset(row + 1)).map(|place| *rows.ids.add(place)).collect())
                .collect();
            prep_batch_close(batch);
            Ok(ids)
        }
    }

    fn decode(&self, ids: &[u32]) -> Result<Vec<u8>, Fault> {
        let offsets = [0, ids.len() as i64];
        let mut bytes = null_mut();
        calling(|failure| unsafe { prep_decode(self.0, ids.as_ptr(), offsets.as_ptr(), 1, 0, &mut bytes, failure) })?;
        // SAFETY: one text was decoded, so that there are two places; both pointers are good until the bytes are closed.
        unsafe {
            let (mut places, mut count) = (null(), 0);
            let data = prep_bytes_data(bytes, &mut places, &mut count);
            let text = std::slice::from_raw_parts(data, *places.add(1) as usize).to_vec();
            prep_bytes_close(bytes);
            Ok(text)
        }
    }
}

fn run(name: &str, texts: &[&str]) -> Result<(), Fault> {
    let opened = Tokenizer::open(name)?;
    let tokenizer = &opened;
    let rows = tokenizer.encode(texts)?;
    // Threads share a tokenizer.
    let again = std::thread::scope(|scope| {
        let threads: Vec<_> = texts.iter().map(|text| scope.spawn(move || tokenizer.encode(&[text]))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no thread panics")).collect::<Result<Vec<_>, Fault>>()
    })?;
    for ((text, ids), alone) in texts.iter().zip(&rows).zip(&again) {
        assert_eq!(ids, &alone[0], "a text alone has the ids it has among others");
        assert_eq!(tokenizer.decode(ids)?, text.as_bytes(), "ids become the text again");
        println!("{}", ids.iter().map(u32::to_string).collect::<Vec<_>>().join(" "));
    }
    Ok(())
}

fn main() {
    assert!(unsafe { prep_abi() } >= 1, "the library is older than this program");
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, texts)) = words.split_first() else {
        eprintln!("usage: tokens TOKENIZER TEXT ...");
        exit(64);
    };
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    if let Err(fault) = run(name, &texts) {
        eprintln!("tokens: {} [{}]", fault.message, fault.code);
        exit(fault.status);
    }
}
