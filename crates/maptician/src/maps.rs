//! Maps as files.

use floorkit_maptician_raw::{
    self as raw,
    operations::{EXPORT_MAP_HTML, EXPORT_MAP_PNG, EXPORT_MAP_SVG, EXPORT_MAP_WEBP},
};
use floorkit_runtime::{Body, CallOptions, Download, open_as};

use crate::{MapId, Result, request::api};

api! {
    /// Calls that export maps. Made by [`Client::maps`](crate::Client::maps).
    ///
    /// ```no_run
    /// use floorkit_maptician::MapFormat;
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// client.maps().export("map-1", MapFormat::Svg).download().save("north.svg").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct MapsApi;
}

/// What a map is exported as.
///
/// # Example
///
/// ```
/// use floorkit_maptician::MapFormat;
///
/// assert_eq!(MapFormat::Svg.media_type(), "image/svg+xml");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MapFormat {
    /// A web page.
    Html,
    /// SVG.
    Svg,
    /// PNG. **The layer of seats is missing from it.**
    Png,
    /// WebP. **The layer of seats is missing from it.**
    Webp,
}

/// Exports a map. Made by [`MapsApi::export`].
///
/// # Example
///
/// ```no_run
/// use floorkit_maptician::MapFormat;
///
/// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
/// let export = client.maps().export("map-1", MapFormat::Html);
/// let written = export.download().save("north.html").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `download` or `send`"]
pub struct ExportMap<'a> {
    raw: &'a raw::Client,
    map: MapId,
    format: MapFormat,
    options: CallOptions,
}

impl<'a> MapsApi<'a> {
    /// Exports a map: `GET /ext/v1/maps/{mapID}/svg/`, and the same with `html`, `png`
    /// and `webp`.
    ///
    /// It is a copy of the map as it is now, which does not change with it. No call lists
    /// maps: their ids have to come from elsewhere, perhaps from seats or locations.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_maptician::MapFormat;
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let export = client.maps().export("map-1", MapFormat::Svg);
    /// let written = export.download().save("north.svg").await?;
    /// println!("{written} bytes");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not
    /// valid. What an unknown map is answered with is not documented.
    pub fn export(&self, map: impl Into<MapId>, format: MapFormat) -> ExportMap<'a> {
        ExportMap { raw: self.raw, map: map.into(), format, options: CallOptions::new() }
    }
}

impl MapFormat {
    /// All of them.
    ///
    /// ```
    /// use floorkit_maptician::MapFormat;
    ///
    /// assert!(MapFormat::ALL.contains(&MapFormat::Webp));
    /// ```
    pub const ALL: [Self; 4] = [Self::Html, Self::Svg, Self::Png, Self::Webp];

    /// Its media type, such as `image/png`.
    ///
    /// ```
    /// use floorkit_maptician::MapFormat;
    ///
    /// assert_eq!(MapFormat::Html.media_type(), "text/html");
    /// ```
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }
}

impl<'a> ExportMap<'a> {
    /// How this call alone is made: its time limits, whether it may be tried again,
    /// headers of its own.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use floorkit_maptician::{CallOptions, MapFormat};
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let patient = CallOptions::new().timeout(Duration::from_secs(120));
    /// let export = client.maps().export("map-1", MapFormat::Png).options(patient);
    /// export.download().save("north.png").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// To write the map to a file or to anything else, piece by piece as it comes. A
    /// download that breaks off goes on where it was, if the service supports that; a
    /// file is there as a whole or not at all.
    ///
    /// ```no_run
    /// # use floorkit_maptician::MapFormat;
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let mut page = Vec::new();
    /// client.maps().export("map-1", MapFormat::Html).download().write_to(&mut page).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn download(self) -> Download<'a> {
        let Self { raw, map, format, options } = self;
        Download::new(move |options| open(raw, map.clone(), format, options)).options(options)
    }

    /// Sends the request, and gives the answer to be read piece by piece.
    ///
    /// ```no_run
    /// # use floorkit_maptician::MapFormat;
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let body = client.maps().export("map-1", MapFormat::Svg).send().await?;
    /// let image = body.bytes(16 * 1024 * 1024).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever went wrong between here and the beginning of the answer: ask the
    /// [`Error`](crate::Error).
    pub async fn send(self) -> Result<Body> {
        open(self.raw, self.map, self.format, self.options).await
    }
}

async fn open(
    raw: &raw::Client,
    map: MapId,
    format: MapFormat,
    options: CallOptions,
) -> Result<Body> {
    match format {
        MapFormat::Html => {
            open_as(&EXPORT_MAP_HTML, options, raw.export_map_html().map_id(map).send()).await
        }
        MapFormat::Svg => {
            open_as(&EXPORT_MAP_SVG, options, raw.export_map_svg().map_id(map).send()).await
        }
        MapFormat::Png => {
            open_as(&EXPORT_MAP_PNG, options, raw.export_map_png().map_id(map).send()).await
        }
        MapFormat::Webp => {
            open_as(&EXPORT_MAP_WEBP, options, raw.export_map_webp().map_id(map).send()).await
        }
    }
}
