//! What a DPDK port cannot give and is therefore not there: conversions from and to kernel sockets, linger, reuse of addresses, type
//! of service, binding to an interface.
//!
//! A function of a type comes before one of a trait. So these paths lead to the trait's, which return [`Nothing`], only while the
//! type has none of that name.

use crate::subject::net::{TcpDpdkListener, TcpDpdkSocket, TcpDpdkStream};

struct Nothing;

macro_rules! absent {
    ($test:ident, $type:ty, [$($name:ident),*]) => {
        #[test]
        fn $test() {
            trait Absent {
                $(
                    #[allow(clippy::wrong_self_convention)]
                    fn $name(_: ()) -> Nothing {
                        Nothing
                    }
                )*
            }
            impl<T> Absent for T {}
            $(
                let function: fn(()) -> Nothing = <$type>::$name;
                let Nothing = function(());
            )*
        }
    };
}

absent!(in_streams, TcpDpdkStream, [from_std, into_std, linger, set_linger, set_zero_linger, as_raw_fd, as_fd]);
absent!(in_listeners, TcpDpdkListener, [from_std, into_std, as_raw_fd, as_fd]);
absent!(
    in_sockets,
    TcpDpdkSocket,
    [
        from_std_stream,
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
