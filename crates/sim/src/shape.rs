//! What the simulators of several vendors have in common, each under the vendor's own name.

/// Adds methods to a vendor's simulator that each give a text of its world, with what an
/// example can say of it.
macro_rules! texts {
    (
        $vendor:ty, $module:literal;
        $($(#[$meta:meta])* $name:ident, $said:literal;)+
    ) => {
        impl $crate::Simulator<$vendor> {
            $($(#[$meta])*
            ///
            /// # Example
            ///
            /// ```
            /// # #[tokio::main(flavor = "current_thread")]
            /// # async fn main() -> Result<(), floorkit_sim::Error> {
            #[doc = concat!("# use floorkit_sim::", $module, "::Simulator;")]
            /// let sim = Simulator::builder().start().await?;
            #[doc = $said]
            /// # Ok(())
            /// # }
            /// ```
            #[must_use]
            pub fn $name(&self) -> &str {
                &self.world().$name
            })+
        }
    };
}

/// Adds the size of a company to the builder of a vendor's simulator.
macro_rules! users {
    ($vendor:ty, $module:literal) => {
        impl $crate::SimulatorBuilder<$vendor> {
            /// How many people the company has; 3,000 by default.
            ///
            /// # Example
            ///
            /// ```
            #[doc = concat!("# use floorkit_sim::", $module, "::Simulator;")]
            /// let builder = Simulator::builder().users(40);
            /// # let _ = builder;
            /// ```
            pub fn users(mut self, n_users: u32) -> Self {
                self.options.n_users = n_users;
                self
            }
        }
    };
}

/// Lets the switches of a vendor's behavior be set by their names; with one of them and a
/// value, for an example.
macro_rules! settable {
    ($behavior:ty, $module:literal, $switch:literal, $value:literal) => {
        impl $behavior {
            /// Sets one switch by its name, as the command line does. Names are those of
            /// the fields; values are written in kebab case.
            ///
            /// # Errors
            ///
            /// If there is no such switch, or no such value for it; the message lists those
            /// there are.
            ///
            /// # Example
            ///
            /// ```
            #[doc = concat!("use floorkit_sim::", $module, "::Behavior;")]
            ///
            /// let mut behavior = Behavior::default();
            #[doc = concat!("behavior.set(\"", $switch, "\", \"", $value, "\")?;")]
            /// assert_ne!(behavior, Behavior::default());
            /// # Ok::<(), floorkit_sim::Error>(())
            /// ```
            pub fn set(&mut self, switch: &str, value: &str) -> Result<(), $crate::Error> {
                $crate::switch::set(self, switch, value)
            }
        }
    };
}

pub(crate) use {settable, texts, users};
