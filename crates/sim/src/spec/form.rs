//! Forms with files: `multipart/form-data`.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, header},
};
use multer::Multipart;
use serde_json::{Map, Value};

/// The parts of a form, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form(Vec<Part>);

/// One field or file of a form.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    /// The name of a file; a field has none.
    pub(crate) file_name: Option<String>,
    pub(crate) media_type: Option<String>,
    pub(crate) content: Bytes,
}

impl Form {
    /// Reads the body of a request whose headers say that it is a form; none if they do
    /// not, or if it cannot be read.
    pub(crate) async fn read(headers: &HeaderMap, body: Bytes) -> Option<Self> {
        let media_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        let boundary = multer::parse_boundary(media_type).ok()?;
        let mut multipart = Multipart::new(Body::from(body).into_data_stream(), boundary);
        let mut parts = Vec::new();
        while let Some(field) = multipart.next_field().await.ok()? {
            parts.push(Part {
                name: field.name().unwrap_or_default().to_owned(),
                file_name: field.file_name().map(str::to_owned),
                media_type: field.content_type().map(ToString::to_string),
                content: field.bytes().await.ok()?,
            });
        }
        Some(Self(parts))
    }

    /// The first part of this name.
    pub(crate) fn part(&self, name: &str) -> Option<&Part> {
        self.0.iter().find(|part| part.name == name)
    }

    /// The parts that are files.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Part> {
        self.0.iter().filter(|part| part.file_name.is_some())
    }

    /// The form as an object: a field is its text, of a file there is only its name.
    pub(super) fn to_json(&self) -> Value {
        let value = |part: &Part| match &part.file_name {
            Some(name) => Value::from(name.as_str()),
            None => Value::from(String::from_utf8_lossy(&part.content)),
        };
        self.0.iter().map(|part| (part.name.clone(), value(part))).collect::<Map<_, _>>().into()
    }
}
