//! The disk as SQLite's file system (<https://sqlite.org/vfs.html>): names, chance, time.

#![allow(unsafe_code, reason = "a VFS is a table of C functions that SQLite calls with pointers")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;
use std::sync::Once;

use rusqlite::ffi::{
    SQLITE_ACCESS_EXISTS, SQLITE_CANTOPEN, SQLITE_IOERR_ACCESS, SQLITE_IOERR_DELETE, SQLITE_OK, sqlite3_file,
    sqlite3_int64, sqlite3_randomness, sqlite3_vfs, sqlite3_vfs_register,
};

use super::handle::Handle;
use super::volume::{Answer, Volume};
use super::volumes::{Place, Volumes, fill_randomly, look, now_millis};

const NAME: &CStr = c"holdfast-sim";
const PATH_BYTES_MAX: c_int = 512;
/// Milliseconds from noon in Greenwich on November 24, 4714 BC, where SQLite's time begins, to 1970.
const EPOCH_MILLIS: i64 = 210_866_760_000_000;
const DAY_MILLIS: f64 = 86_400_000.0;

/// Makes this VFS the process's default, once.
pub fn register() {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        let vfs = Box::leak(Box::new(table()));
        // SAFETY: the table is never freed, and nothing else points to it; SQLite links it into its list.
        let code = unsafe { sqlite3_vfs_register(vfs, 1) };
        assert_eq!(code, SQLITE_OK, "SQLite takes the VFS");
    });
}

/// SQLite's generator asks for a seed once; this makes it ask again, at its next use.
pub fn forget_randomness() {
    // SAFETY: no bytes into no buffer is how SQLite's documentation says to reset it.
    unsafe { sqlite3_randomness(0, ptr::null_mut()) };
}

fn table() -> sqlite3_vfs {
    sqlite3_vfs {
        iVersion: 2,
        szOsFile: size_of::<Handle>() as c_int,
        mxPathname: PATH_BYTES_MAX,
        pNext: ptr::null_mut(),
        zName: NAME.as_ptr(),
        pAppData: ptr::null_mut(),
        xOpen: Some(open),
        xDelete: Some(delete),
        xAccess: Some(access),
        xFullPathname: Some(full_pathname),
        xDlOpen: Some(load_nothing),
        xDlError: Some(say_nothing),
        xDlSym: Some(find_nothing),
        xDlClose: Some(unload_nothing),
        xRandomness: Some(randomness),
        xSleep: Some(sleep),
        xCurrentTime: Some(current_time),
        xGetLastError: None,
        xCurrentTimeInt64: Some(current_time_millis),
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
    }
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    flags_out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite passes `szOsFile` bytes at `file`, aligned for pointers. It closes what has methods, so there are
    // none until the file is open.
    unsafe { (*file).pMethods = ptr::null() };
    let path = if name.is_null() { Some(None) } else { text(name).map(Some) };
    let opened = path.ok_or(SQLITE_CANTOPEN).and_then(|path| open_at(path, flags));
    let handle = match opened {
        Ok(place) => Handle::new(place),
        Err(code) => return code,
    };
    // SAFETY: as above; nothing that needs dropping is overwritten. `flags_out` may be null.
    unsafe {
        file.cast::<Handle>().write(handle);
        if !flags_out.is_null() {
            *flags_out = flags;
        }
    }
    SQLITE_OK
}

/// Without a path it is a temporary file of SQLite's own.
fn open_at(path: Option<&str>, flags: c_int) -> Answer<Place> {
    let open = |volumes: &mut Volumes| {
        let (index, name) = match path {
            Some(path) => split(volumes, path).map(|(index, name)| (index, Some(name))).ok_or(SQLITE_CANTOPEN)?,
            None => (0, None),
        };
        let volume = &mut volumes.volumes[index];
        if !volume.has_power() {
            return Err(SQLITE_CANTOPEN);
        }
        let node = volume.open(name, flags)?;
        volumes.handles += 1;
        let (disk, handle, generation) = (volumes.disk, volumes.handles, volume.generation);
        Ok(Place { disk, volume: index, generation, node, handle })
    };
    look(open).unwrap_or(Err(SQLITE_CANTOPEN))
}

/// The machine that a path begins with, and the file on it.
fn split<'a>(volumes: &Volumes, path: &'a str) -> Option<(usize, &'a str)> {
    let (machine, name) = path.strip_prefix('/')?.split_once('/')?;
    volumes.names.get(machine).map(|index| (*index, name))
}

/// Lets `act` have the volume that `path` names.
fn on_volume<T>(path: *const c_char, gone: c_int, act: impl FnOnce(&mut Volume, &str) -> Answer<T>) -> Answer<T> {
    let path = text(path).ok_or(gone)?;
    let visit = |volumes: &mut Volumes| {
        let (index, name) = split(volumes, path).ok_or(gone)?;
        let volume = &mut volumes.volumes[index];
        if volume.has_power() { act(volume, name) } else { Err(gone) }
    };
    look(visit).unwrap_or(Err(gone))
}

fn text<'a>(name: *const c_char) -> Option<&'a str> {
    // SAFETY: SQLite passes strings that end with a zero, and live as long as the call.
    unsafe { CStr::from_ptr(name) }.to_str().ok()
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, is_durable: c_int) -> c_int {
    let deleted = on_volume(name, SQLITE_IOERR_DELETE, |volume, name| volume.delete(name, is_durable != 0));
    deleted.err().unwrap_or(SQLITE_OK)
}

/// As on Unix: an empty file does not exist for who asks whether there is one.
unsafe extern "C" fn access(_: *mut sqlite3_vfs, name: *const c_char, flags: c_int, found: *mut c_int) -> c_int {
    let seen = on_volume(name, SQLITE_IOERR_ACCESS, |volume, name| {
        Ok(volume.file(name).is_some_and(|file| flags != SQLITE_ACCESS_EXISTS || file.len() > 0))
    });
    match seen {
        Ok(seen) => {
            // SAFETY: SQLite wants the answer there.
            unsafe { *found = c_int::from(seen) };
            SQLITE_OK
        }
        Err(code) => code,
    }
}

/// Paths are absolute: there is no directory to be relative to.
unsafe extern "C" fn full_pathname(_: *mut sqlite3_vfs, name: *const c_char, room: c_int, into: *mut c_char) -> c_int {
    // SAFETY: a string of SQLite's, that ends with a zero.
    let name = unsafe { CStr::from_ptr(name) }.to_bytes_with_nul();
    if !name.starts_with(b"/") || name.len() > room as usize {
        return SQLITE_CANTOPEN;
    }
    // SAFETY: `into` has `room` bytes, and is no part of `name`.
    unsafe { ptr::copy_nonoverlapping(name.as_ptr().cast(), into, name.len()) };
    SQLITE_OK
}

unsafe extern "C" fn randomness(_: *mut sqlite3_vfs, count: c_int, into: *mut c_char) -> c_int {
    // SAFETY: SQLite wants `count` bytes there, and has initialised none of them: they are written before they are read.
    let into = unsafe {
        ptr::write_bytes(into, 0, count as usize);
        std::slice::from_raw_parts_mut(into.cast::<u8>(), count as usize)
    };
    fill_randomly(into);
    count
}

/// Time passes when the clock is set, and only then.
unsafe extern "C" fn sleep(_: *mut sqlite3_vfs, micros: c_int) -> c_int {
    micros
}

unsafe extern "C" fn current_time_millis(_: *mut sqlite3_vfs, into: *mut sqlite3_int64) -> c_int {
    // SAFETY: SQLite wants the answer there.
    unsafe { *into = EPOCH_MILLIS + now_millis() };
    SQLITE_OK
}

unsafe extern "C" fn current_time(_: *mut sqlite3_vfs, into: *mut f64) -> c_int {
    // SAFETY: SQLite wants the answer there.
    unsafe { *into = (EPOCH_MILLIS + now_millis()) as f64 / DAY_MILLIS };
    SQLITE_OK
}

unsafe extern "C" fn load_nothing(_: *mut sqlite3_vfs, _: *const c_char) -> *mut c_void {
    ptr::null_mut()
}

unsafe extern "C" fn say_nothing(_: *mut sqlite3_vfs, room: c_int, into: *mut c_char) {
    if room > 0 {
        // SAFETY: there is room for one byte.
        unsafe { *into = 0 };
    }
}

unsafe extern "C" fn find_nothing(
    _: *mut sqlite3_vfs,
    _: *mut c_void,
    _: *const c_char,
) -> Option<unsafe extern "C" fn(*mut sqlite3_vfs, *mut c_void, *const c_char)> {
    None
}

unsafe extern "C" fn unload_nothing(_: *mut sqlite3_vfs, _: *mut c_void) {}
