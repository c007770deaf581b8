//! Starting, steering and watching a simulated vendor.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::Router;
use jiff::Timestamp;

use crate::{
    Error, Fault, RateLimit, Request,
    clock::Clock,
    fault::Faults,
    limit::Bucket,
    log::Log,
    seed::Seed,
    server::{self, Server},
    service::{self, Service},
    switch,
    vendor::{Setting, Vendor},
};

/// A simulated vendor that serves HTTP on loopback until it is stopped or
/// dropped. Each vendor's module has it under the name `Simulator`, with what only that
/// vendor has.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), floorkit_sim::Error> {
/// use floorkit_sim::density::Simulator;
///
/// let sim = Simulator::builder().seed(7).start().await?;
/// assert!(sim.base_url().starts_with("http://127.0.0.1:"));
/// sim.stop().await;
/// # Ok(())
/// # }
/// ```
pub struct Simulator<V: Vendor> {
    server: Server,
    service: Arc<Service<V>>,
    base_url: String,
}

/// What a simulator starts with. Made by [`Simulator::builder`].
///
/// # Example
///
/// ```
/// use floorkit_sim::density::{SessionsShape, Simulator};
///
/// let builder = Simulator::builder()
///     .seed(7)
///     .now("2025-06-16T15:00:00Z".parse().expect("a timestamp"))
///     .behavior(|behavior| behavior.sessions = SessionsShape::List);
/// # let _ = builder;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct SimulatorBuilder<V: Vendor> {
    port: u16,
    seed: u64,
    now: Option<Timestamp>,
    limit: Limit,
    behavior: V::Behavior,
    pub(crate) options: V::Options,
}

#[derive(Clone, Copy, Debug)]
enum Limit {
    Documented,
    Set(RateLimit),
    Off,
}

impl<V: Vendor> Simulator<V> {
    /// Begins to set up a simulator: seed 0, the machine's clock, any free
    /// port, the documented rate limit if there is one, default behavior.
    ///
    /// # Example
    ///
    /// ```
    /// let builder = floorkit_sim::density::Simulator::builder();
    /// # let _ = builder;
    /// ```
    pub fn builder() -> SimulatorBuilder<V> {
        SimulatorBuilder {
            port: 0,
            seed: 0,
            now: None,
            limit: Limit::Documented,
            behavior: V::Behavior::default(),
            options: V::Options::default(),
        }
    }

    /// Where it listens, without a slash at the end.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::{Fault, density::{SessionsShape, Simulator}};
    /// let sim = Simulator::builder().start().await?;
    /// let url = format!("{}/v3/spaces", sim.base_url());
    /// # assert!(url.ends_with("/v3/spaces"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The environment variables with which a client of floorkit finds the simulator and
    /// gets in, in the order in which `from_env` documents them.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::density::Simulator;
    /// let sim = Simulator::builder().start().await?;
    /// assert!(sim.environment().contains(&("DENSITY_BASE_URL", sim.base_url().to_owned())));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        V::environment(&self.service.world, &self.base_url)
    }

    /// The requests received so far, in the order of their arrival.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::{Fault, density::{SessionsShape, Simulator}};
    /// let sim = Simulator::builder().start().await?;
    /// assert!(sim.requests().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.service.log.requests()
    }

    /// Forgets the requests received so far.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::{Fault, density::{SessionsShape, Simulator}};
    /// let sim = Simulator::builder().start().await?;
    /// // … calls that are of no interest …
    /// sim.clear_requests();
    /// assert!(sim.requests().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn clear_requests(&self) {
        self.service.log.clear();
    }

    /// How it behaves now.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::{Fault, density::{SessionsShape, Simulator}};
    /// let sim = Simulator::builder().start().await?;
    /// assert_eq!(sim.behavior().sessions, SessionsShape::BySpace);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn behavior(&self) -> V::Behavior {
        self.service.behavior()
    }

    /// Changes how it behaves from the next answer on.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::{Fault, density::{SessionsShape, Simulator}};
    /// let sim = Simulator::builder().start().await?;
    /// sim.set_behavior(|behavior| behavior.sessions = SessionsShape::List);
    /// assert_eq!(sim.behavior().sessions, SessionsShape::List);
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_behavior(&self, change: impl FnOnce(&mut V::Behavior)) {
        change(&mut self.service.behavior.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Lets the next call of an operation fail. Several faults of one
    /// operation are met in the order in which they were ordered.
    ///
    /// # Panics
    ///
    /// If the document has no operation of this id: the fault would wait for
    /// ever, and its test could not fail.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::{Fault, density::{SessionsShape, Simulator}};
    /// let sim = Simulator::builder().start().await?;
    /// sim.fail_next("get_metrics", Fault::Status(503));
    /// # Ok(())
    /// # }
    /// ```
    pub fn fail_next(&self, operation: &str, fault: Fault) {
        let mut known = self.service.spec.operations().iter();
        assert!(known.any(|known| known.id == operation), "there is no operation {operation:?}");
        self.service.faults.push(operation, fault);
    }

    /// What time the simulated vendor believes it is.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use floorkit_sim::density::Simulator;
    /// let now = "2025-06-16T15:00:00Z".parse()?;
    /// let sim = Simulator::builder().now(now).start().await?;
    /// assert_eq!(sim.now(), now);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.service.clock.now()
    }

    /// Moves the vendor's clock forward, which makes tokens run out.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::{Fault, density::{SessionsShape, Simulator}};
    /// let sim = Simulator::builder().start().await?;
    /// let before = sim.now();
    /// sim.advance(std::time::Duration::from_secs(3_600));
    /// assert!(sim.now().duration_since(before).as_hours() >= 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn advance(&self, by: Duration) {
        self.service.clock.advance(by);
    }

    /// Ends the life of every token issued so far; one that never runs out stays good.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::{Fault, density::{SessionsShape, Simulator}};
    /// let sim = Simulator::builder().start().await?;
    /// // … a call that fetches a token …
    /// sim.expire_tokens();
    /// # Ok(())
    /// # }
    /// ```
    pub fn expire_tokens(&self) {
        V::expire_tokens(&self.service.world, self.service.clock.now());
    }

    /// Stops listening, and waits up to a second for calls under way.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::{Fault, density::{SessionsShape, Simulator}};
    /// let sim = Simulator::builder().start().await?;
    /// sim.stop().await;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn stop(self) {
        self.server.stop().await;
    }

    pub(crate) fn world(&self) -> &V::World {
        &self.service.world
    }
}

// By hand: the tokens are secrets, even made-up ones.
impl<V: Vendor> fmt::Debug for Simulator<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Simulator")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl<V: Vendor> SimulatorBuilder<V> {
    /// What all data is made from: the same seed and the same clock give the
    /// same answers.
    ///
    /// # Example
    ///
    /// ```
    /// # use floorkit_sim::{RateLimit, density::{SessionsShape, Simulator}};
    /// let builder = Simulator::builder().seed(7);
    /// # let _ = builder;
    /// ```
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The port on loopback; 0, the default, takes any free one.
    ///
    /// # Example
    ///
    /// ```
    /// # use floorkit_sim::{RateLimit, density::{SessionsShape, Simulator}};
    /// let builder = Simulator::builder().port(8080);
    /// # let _ = builder;
    /// ```
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Stops the vendor's clock at this time; without it the machine's clock
    /// is used. [`Simulator::advance`] moves either.
    ///
    /// # Example
    ///
    /// ```
    /// # use floorkit_sim::density::Simulator;
    /// let builder = Simulator::builder().now("2025-06-16T15:00:00Z".parse()?);
    /// # let _ = builder;
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn now(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// Sets another rate limit than the documented one.
    ///
    /// # Example
    ///
    /// ```
    /// # use floorkit_sim::{RateLimit, density::{SessionsShape, Simulator}};
    /// let builder = Simulator::builder().rate_limit(RateLimit::new(1, 5));
    /// # let _ = builder;
    /// ```
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.limit = Limit::Set(limit);
        self
    }

    /// Lets any number of requests through.
    ///
    /// # Example
    ///
    /// ```
    /// # use floorkit_sim::{RateLimit, density::{SessionsShape, Simulator}};
    /// let builder = Simulator::builder().unlimited();
    /// # let _ = builder;
    /// ```
    pub fn unlimited(mut self) -> Self {
        self.limit = Limit::Off;
        self
    }

    /// Changes how the simulator behaves from the start on.
    ///
    /// # Example
    ///
    /// ```
    /// # use floorkit_sim::{RateLimit, density::{SessionsShape, Simulator}};
    /// let builder = Simulator::builder().behavior(|behavior| behavior.sessions = SessionsShape::List);
    /// # let _ = builder;
    /// ```
    pub fn behavior(mut self, change: impl FnOnce(&mut V::Behavior)) -> Self {
        change(&mut self.behavior);
        self
    }

    /// Sets one switch of the behavior by its name, as the command line does. Names are
    /// those of the fields; values are written in kebab case.
    ///
    /// # Errors
    ///
    /// If there is no such switch, or no such value for it; the message lists
    /// those there are.
    ///
    /// # Example
    ///
    /// ```
    /// # use floorkit_sim::density::Simulator;
    /// let builder = Simulator::builder().switch("sessions", "list")?;
    /// # let _ = builder;
    /// # Ok::<(), floorkit_sim::Error>(())
    /// ```
    pub fn switch(mut self, name: &str, value: &str) -> Result<Self, Error> {
        switch::set(&mut self.behavior, name, value)?;
        Ok(self)
    }

    /// Starts to listen, on the current Tokio runtime.
    ///
    /// # Errors
    ///
    /// If the port is taken, or the embedded documents are broken.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::{Fault, density::{SessionsShape, Simulator}};
    /// let sim = Simulator::builder().start().await?;
    /// assert_eq!(sim.floor_ids().len(), 5);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn start(self) -> Result<Simulator<V>, Error> {
        let (spec, rules) = (V::documents().spec()?, V::documents().rules()?);
        let problem = |source| Error::listen(self.port, source);
        let listener = server::listen(self.port).await.map_err(problem)?;
        let address = listener.local_addr().map_err(problem)?;
        let limit = match self.limit {
            Limit::Documented => rules.rate_limit(),
            Limit::Set(limit) => Some(limit),
            Limit::Off => None,
        };
        let clock = Clock::new(self.now);
        let setting = Setting { seed: Seed::new(self.seed), address, now: clock.now() };
        let service = Arc::new(Service {
            spec,
            rules,
            world: V::world(&setting, &self.options),
            clock,
            bucket: limit.map(Bucket::new),
            behavior: Mutex::new(self.behavior),
            faults: Faults::default(),
            log: Log::default(),
        });
        let router = Router::new().fallback(service::serve::<V>).with_state(Arc::clone(&service));
        let server = Server::start(listener, router);
        Ok(Simulator { server, service, base_url: format!("http://{address}") })
    }
}
