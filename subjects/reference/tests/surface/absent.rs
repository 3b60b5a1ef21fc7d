//! What a DPDK port cannot give and is therefore not there: conversions from and to kernel sockets, linger, reuse of addresses, type
//! of service, binding to an interface.
//!
//! A method of a type comes before one of a trait. So these calls reach the trait, whose methods return [`Nothing`], only while the
//! type has none of that name.

use crate::subject::net::{TcpDpdkListener, TcpDpdkSocket, TcpDpdkStream};

struct Nothing;

macro_rules! absent {
    ($test:ident, $type:ty, [$($constructor:ident),*], [$($method:ident),*]) => {
        #[test]
        fn $test() {
            trait Absent: Sized {
                $(fn $constructor(_: ()) -> Nothing { Nothing })*
                $(fn $method(&self) -> Nothing { Nothing })*
            }
            impl<T> Absent for T {}
            $(let _: fn(()) -> Nothing = <$type>::$constructor;)*
            let _ = |value: &$type| { $(let _: Nothing = value.$method();)* };
            // The trait has them all, whatever the type has.
            $(let Nothing = <() as Absent>::$constructor(());)*
            $(let Nothing = Absent::$method(&());)*
        }
    };
}

absent!(in_streams, TcpDpdkStream, [from_std], [into_std, linger, set_linger, set_zero_linger, as_raw_fd, as_fd]);
absent!(in_listeners, TcpDpdkListener, [from_std], [into_std, as_raw_fd, as_fd]);
absent!(
    in_sockets,
    TcpDpdkSocket,
    [from_std_stream],
    [
        linger,
        set_linger,
        set_zero_linger,
        reuseaddr,
        set_reuseaddr,
        reuseport,
        set_reuseport,
        tos,
        set_tos,
        tos_v4,
        set_tos_v4,
        tclass_v6,
        set_tclass_v6,
        device,
        bind_device,
        as_raw_fd,
        as_fd
    ]
);
