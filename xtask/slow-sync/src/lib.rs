//! Stands in the place of `fsync` and `fdatasync` (LD_PRELOAD): does what they do, counts it, and then takes as long again
//! as it is told to, as a slower disk would.
//!
//! Both figures stand in a file that the variable SLOW_SYNC_FILE names and that all processes of a server share: eight
//! bytes that count, and eight bytes of nanoseconds to wait, little-endian. The bench reads the one and writes the other
//! while the servers run, so that one store serves for all delays.

use std::fs::File;
use std::os::fd::AsRawFd;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use libc::{c_char, c_int};

const FILE: &str = "SLOW_SYNC_FILE";
const BYTES: usize = 16;

/// Syncs until now, and nanoseconds that each takes longer.
type Shared = [AtomicU64; 2];

/// What the file holds, mapped into this process; none where it cannot be.
fn shared() -> Option<&'static Shared> {
    static SHARED: OnceLock<Option<&'static Shared>> = OnceLock::new();
    *SHARED.get_or_init(|| {
        let file = File::options().read(true).write(true).open(std::env::var_os(FILE)?).ok()?;
        if file.metadata().ok()?.len() < BYTES as u64 {
            return None;
        }
        let (protection, fd) = (libc::PROT_READ | libc::PROT_WRITE, file.as_raw_fd());
        // SAFETY: a new mapping of an open file at a place the system picks; no memory of ours is touched.
        let place = unsafe { libc::mmap(std::ptr::null_mut(), BYTES, protection, libc::MAP_SHARED, fd, 0) };
        if place == libc::MAP_FAILED {
            return None;
        }
        // SAFETY: the mapping is page-aligned, holds BYTES bytes, is never unmapped, and is used through atomics only.
        Some(unsafe { &*place.cast::<Shared>() })
    })
}

/// The function of the C library that this one hides.
fn hidden(name: &'static [u8], known: &OnceLock<usize>, fd: c_int) -> c_int {
    let found = *known.get_or_init(|| {
        // SAFETY: the name ends with a zero byte.
        unsafe { libc::dlsym(libc::RTLD_NEXT, name.as_ptr().cast::<c_char>()) as usize }
    });
    if found == 0 {
        // SAFETY: errno of this thread.
        unsafe { *libc::__errno_location() = libc::ENOSYS };
        return -1;
    }
    // SAFETY: the C library's own function of that name, which takes a descriptor and returns an int.
    let real: extern "C" fn(c_int) -> c_int = unsafe { std::mem::transmute(found) };
    real(fd)
}

fn slowed(name: &'static [u8], known: &OnceLock<usize>, fd: c_int) -> c_int {
    let done = hidden(name, known, fd);
    if let Some([count, nanos]) = shared() {
        count.fetch_add(1, Ordering::Relaxed);
        let nanos = nanos.load(Ordering::Relaxed);
        if nanos > 0 && done == 0 {
            std::thread::sleep(Duration::from_nanos(nanos));
        }
    }
    done
}

// SAFETY: the name is the C library's, with its signature, which is what it is for: the linker finds this one first.
#[unsafe(no_mangle)]
pub extern "C" fn fdatasync(fd: c_int) -> c_int {
    static REAL: OnceLock<usize> = OnceLock::new();
    slowed(b"fdatasync\0", &REAL, fd)
}

// SAFETY: as above.
#[unsafe(no_mangle)]
pub extern "C" fn fsync(fd: c_int) -> c_int {
    static REAL: OnceLock<usize> = OnceLock::new();
    slowed(b"fsync\0", &REAL, fd)
}
