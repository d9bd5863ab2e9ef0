//! What this process knows stays in it: no core dump, no look from beside, no file for others.
//!
//! The keys that open everything lie in its memory. A dump would write them to a disk that
//! nobody thought of.

use crate::fault::Fault;

/// Keeps other processes of the same user, and core files, out of our memory, and other users
/// out of our files.
pub(crate) fn keep_private() -> Result<(), Fault> {
    use rustix::{
        fs::Mode,
        process::{Resource, Rlimit, setrlimit, umask},
    };
    umask(Mode::RWXG | Mode::RWXO);
    let refused = |fault| Fault::found(format!("cannot keep the memory private: {fault}"));
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).map_err(refused)?;
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(refused)?;
    }
    Ok(())
}

/// Seconds of one core for what somebody's file is made to do: a full page takes a tenth of one.
const SECONDS: u64 = 10;

/// Memory for the same: a page scanned in colour at 600 dpi takes half of it.
const BYTES: u64 = 512 * 1024 * 1024;

/// Ends this process when it works for too long or takes too much, and lets it write no file.
pub(crate) fn stay_small() -> Result<(), Fault> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    for (resource, most) in
        [(Resource::Cpu, SECONDS), (Resource::Data, BYTES), (Resource::Fsize, 0)]
    {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })
            .map_err(|fault| Fault::found(format!("cannot bound the process: {fault}")))?;
    }
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

    #[test]
    fn nothing_is_dumped_and_nobody_looks_in() {
        super::keep_private().unwrap();
        assert_eq!(getrlimit(Resource::Core).maximum, Some(0));
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}
