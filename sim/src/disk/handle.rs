//! An open file as SQLite holds it (<https://sqlite.org/c3ref/io_methods.html>).

#![allow(unsafe_code, reason = "SQLite calls these functions with pointers to what `vfs::open` made")]

use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::atomic::{Ordering, fence};

use rusqlite::ffi::{
    SQLITE_BUSY, SQLITE_IOERR, SQLITE_IOERR_FSTAT, SQLITE_IOERR_FSYNC, SQLITE_IOERR_LOCK, SQLITE_IOERR_READ,
    SQLITE_IOERR_SHMLOCK, SQLITE_IOERR_SHMMAP, SQLITE_IOERR_SHORT_READ, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE,
    SQLITE_NOTFOUND, SQLITE_OK, sqlite3_file, sqlite3_int64, sqlite3_io_methods,
};

use super::file::SECTOR;
use super::shm::Mapping;
use super::volume::Answer;
use super::volumes::Place;

#[repr(C)]
#[derive(Debug)]
pub struct Handle {
    /// First, for this is what SQLite sees of it.
    base: sqlite3_file,
    place: Place,
    mapping: Option<Mapping>,
}

/// The second version has shared memory, the third would have files mapped into memory.
static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

impl Handle {
    pub fn new(place: Place) -> Self {
        Self { base: sqlite3_file { pMethods: &raw const METHODS }, place, mapping: None }
    }

    /// # Safety
    ///
    /// `file` is one that `vfs::open` filled, and SQLite uses it for one call at a time.
    unsafe fn of<'a>(file: *mut sqlite3_file) -> &'a mut Self {
        // SAFETY: such a file begins a handle, whose layout is C's.
        unsafe { &mut *file.cast::<Self>() }
    }
}

fn code(answer: Answer<()>) -> c_int {
    answer.err().unwrap_or(SQLITE_OK)
}

/// `Ok` when a lock is granted.
fn granted(is_granted: bool) -> Answer<()> {
    if is_granted { Ok(()) } else { Err(SQLITE_BUSY) }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: an open file of ours; after this call SQLite does not use it again.
    let handle = unsafe { file.cast::<Handle>().read() };
    let Place { node, handle: id, .. } = handle.place;
    // whatever is closed after its machine crashed is closed already
    let _ = handle.place.visit(SQLITE_IOERR, |volume| {
        volume.close(node, id);
        Ok(())
    });
    SQLITE_OK
}

/// What is beyond the end reads as zeros, and SQLite is told.
unsafe extern "C" fn read(file: *mut sqlite3_file, into: *mut c_void, count: c_int, offset: sqlite3_int64) -> c_int {
    // SAFETY: an open file of ours.
    let place = unsafe { Handle::of(file) }.place;
    let (into, count) = (into.cast::<u8>(), count as usize);
    code(place.visit(SQLITE_IOERR_READ, |volume| {
        let found = volume.read(place.node, offset as usize, count)?;
        // SAFETY: SQLite wants `count` bytes there, `found` is no longer than that, and no part of it.
        unsafe {
            ptr::copy_nonoverlapping(found.as_ptr(), into, found.len());
            ptr::write_bytes(into.add(found.len()), 0, count - found.len());
        }
        if found.len() == count { Ok(()) } else { Err(SQLITE_IOERR_SHORT_READ) }
    }))
}

unsafe extern "C" fn write(file: *mut sqlite3_file, from: *const c_void, count: c_int, offset: sqlite3_int64) -> c_int {
    // SAFETY: an open file of ours, and `count` bytes that SQLite has written.
    let (handle, from) = unsafe { (Handle::of(file), std::slice::from_raw_parts(from.cast::<u8>(), count as usize)) };
    let place = handle.place;
    code(place.visit(SQLITE_IOERR_WRITE, |volume| volume.write(place.node, offset as usize, from)))
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, len: sqlite3_int64) -> c_int {
    // SAFETY: an open file of ours.
    let place = unsafe { Handle::of(file) }.place;
    code(place.visit(SQLITE_IOERR_TRUNCATE, |volume| volume.truncate(place.node, len as usize)))
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _: c_int) -> c_int {
    // SAFETY: an open file of ours.
    let place = unsafe { Handle::of(file) }.place;
    code(place.visit(SQLITE_IOERR_FSYNC, |volume| volume.sync(place.node)))
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, into: *mut sqlite3_int64) -> c_int {
    // SAFETY: an open file of ours.
    let place = unsafe { Handle::of(file) }.place;
    code(place.visit(SQLITE_IOERR_FSTAT, |volume| {
        // SAFETY: SQLite wants the answer there.
        unsafe { *into = volume.node(place.node).file.len() as sqlite3_int64 };
        Ok(())
    }))
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: an open file of ours.
    let place = unsafe { Handle::of(file) }.place;
    code(place.visit(SQLITE_IOERR_LOCK, |volume| granted(volume.node(place.node).locks.lock(place.handle, level))))
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: an open file of ours.
    let place = unsafe { Handle::of(file) }.place;
    // a machine that is gone holds no locks
    let _ = place.visit(SQLITE_IOERR, |volume| {
        volume.node(place.node).locks.unlock(place.handle, level);
        Ok(())
    });
    SQLITE_OK
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, into: *mut c_int) -> c_int {
    // SAFETY: an open file of ours.
    let place = unsafe { Handle::of(file) }.place;
    code(place.visit(SQLITE_IOERR_LOCK, |volume| {
        // SAFETY: SQLite wants the answer there.
        unsafe { *into = c_int::from(volume.node(place.node).locks.is_reserved()) };
        Ok(())
    }))
}

unsafe extern "C" fn file_control(_: *mut sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_: *mut sqlite3_file) -> c_int {
    SECTOR as c_int
}

/// No claim at all: not even that a write leaves the rest of its sectors alone.
unsafe extern "C" fn device_characteristics(_: *mut sqlite3_file) -> c_int {
    0
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    index: c_int,
    bytes: c_int,
    may_make: c_int,
    into: *mut *mut c_void,
) -> c_int {
    // SAFETY: an open file of ours.
    let Handle { place, mapping, .. } = unsafe { Handle::of(file) };
    let mapped = place.visit(SQLITE_IOERR_SHMMAP, |volume| {
        let shm = volume.node(place.node).shm.get_or_insert_default();
        let mapping = mapping.get_or_insert_with(|| shm.enter());
        Ok(shm.map(mapping, index as usize, bytes as usize, may_make != 0))
    });
    // SAFETY: SQLite wants the pointer there, or null.
    unsafe { *into = mapped.ok().flatten().unwrap_or(ptr::null_mut()) };
    code(mapped.map(drop))
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, first: c_int, count: c_int, flags: c_int) -> c_int {
    // SAFETY: an open file of ours.
    let Handle { place, mapping, .. } = unsafe { Handle::of(file) };
    code(place.visit(SQLITE_IOERR_SHMLOCK, |volume| {
        let (Some(shm), Some(mapping)) = (&mut volume.node(place.node).shm, mapping) else {
            return Err(SQLITE_IOERR_SHMLOCK);
        };
        granted(shm.lock(mapping, first as usize, count as usize, flags))
    }))
}

unsafe extern "C" fn shm_barrier(_: *mut sqlite3_file) {
    fence(Ordering::SeqCst);
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, _: c_int) -> c_int {
    // SAFETY: an open file of ours.
    let Handle { place, mapping, .. } = unsafe { Handle::of(file) };
    let Some(mapping) = mapping.take() else { return SQLITE_OK };
    // a machine that is gone shares no memory; `mapping` kept this connection's share alive until now
    let _ = place.visit(SQLITE_IOERR, |volume| {
        let shm = &mut volume.node(place.node).shm;
        if shm.as_mut().is_some_and(|shm| shm.leave(&mapping)) {
            *shm = None;
        }
        Ok(())
    });
    SQLITE_OK
}
