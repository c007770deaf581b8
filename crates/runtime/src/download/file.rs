//! Downloads into files.

use std::{
    io,
    path::{Path, PathBuf},
};

use tokio::{
    fs::{self, File, OpenOptions},
    io::AsyncSeekExt as _,
};

use super::{Download, Output};
use crate::Error;

impl Download<'_> {
    /// Writes all of it to a file, and gives how many bytes that were. A file
    /// that is there already is replaced when all has been written.
    ///
    /// The file never has a part only: until the end, another one beside it is
    /// written to, whose name ends in `.part` and which is removed if the
    /// download fails or is dropped. If the vendor's bytes change meanwhile, it
    /// begins anew.
    ///
    /// ```no_run
    /// # use floorkit_runtime::{Body, CallOptions, Download, Error};
    /// # async fn fetch(options: CallOptions) -> Result<Body, Error> { std::future::pending().await }
    /// # async fn sample() -> Result<(), Error> {
    /// let written = Download::new(fetch).save("floor-3.svg").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`write_to`](Self::write_to).
    pub async fn save(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        self.save_to(path.as_ref()).await
    }

    async fn save_to(self, path: &Path) -> Result<u64, Error> {
        let part = Part::beside(path).map_err(Error::unwritten)?;
        let options = OpenOptions::new().write(true).create_new(true).open(&part.0).await;
        let mut file = options.map_err(Error::unwritten)?;
        let written = self.run(&mut Output::File(&mut file)).await?;
        finish(file, part, path)
            .await
            .map_err(|error| Error::unwritten(error).with_bytes(written))?;
        Ok(written)
    }
}

/// Takes back all that was written.
pub(super) async fn clear(file: &mut File) -> io::Result<()> {
    file.rewind().await?;
    file.set_len(0).await
}

/// Gives the file its name, once its bytes are safe.
async fn finish(file: File, part: Part, path: &Path) -> io::Result<()> {
    file.sync_all().await?;
    drop(file);
    fs::rename(&part.0, path).await
}

/// A file that is not finished; it is removed when it is dropped, unless it has
/// another name by then.
struct Part(PathBuf);

impl Part {
    fn beside(path: &Path) -> io::Result<Self> {
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let mut part = name.to_owned();
        part.push(format!(".{:016x}.part", fastrand::u64(..)));
        Ok(Self(path.with_file_name(part)))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // There may be no run time any more to do it elsewhere.
        let _ = std::fs::remove_file(&self.0);
    }
}
