package postgis

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/redsail/redsail/internal/city"
)

// Codes of PostgreSQL, appendix A of its manual.
const (
	stateReadOnly      = "25006"
	stateSerialization = "40001"
	stateDeadlock      = "40P01"
	stateNoDatabase    = "3D000"
	stateNoSchema      = "3F000"
	stateNoTable       = "42P01"
	stateNoPrivilege   = "42501"
	stateNotSupported  = "0A000"
	stateNoFile        = "58P01"
	stateBadText       = "22021"
	stateBadDate       = "22008"
	stateBadParameter  = "22023"
	stateBadJSON       = "22P05"
	stateDiskFull      = "53100"
	stateCanceled      = "57014"
	stateLockTimeout   = "55P03"
	stateIdle          = "25P03"
)

// sqlState is PostgreSQL's code of err; empty when err is none of its errors.
func sqlState(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// lost is true when the connection broke, or the server would not do the work now: it is
// shutting down, starting up, full, or a standby, or has ended a transaction that did nothing for too long. A deadline that passed is not.
func lost(err error) bool {
	if state := sqlState(err); state != "" {
		class := state[:2]
		return class == "08" || class == "57" && state != stateCanceled || class == "53" && state != stateDiskFull || state == stateReadOnly || state == stateIdle
	}
	if err == nil || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var network net.Error
	return unreachable(err) || errors.As(err, &network) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// unreachable is true when not even a connection could be made.
func unreachable(err error) bool {
	var connect *pgconn.ConnectError
	return errors.As(err, &connect)
}

// collided is true when the server gave up this transaction in favour of another.
func collided(err error) bool {
	state := sqlState(err)
	return state == stateSerialization || state == stateDeadlock
}

// flat is an error whose text is one line: pgx gives each host that it tried one of its own.
type flat struct{ err error }

func (f flat) Error() string { return strings.Join(strings.Fields(f.err.Error()), " ") }
func (f flat) Unwrap() error { return f.err }

// explain turns an error of the driver into one of the domain. Errors of the domain and
// the end of the caller's context stay what they are.
func explain(ctx context.Context, name string, err error) error {
	var known *city.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	err = flat{err}
	switch state := sqlState(err); {
	case state == stateNoTable || state == stateNoSchema || state == stateNoDatabase:
		return city.Wrap(err, city.Invalid, "not_a_store", "%s holds no Redsail store", name)
	case state == stateDiskFull:
		return city.Wrap(err, city.Unavailable, "disk_full", "the disk of %s is full; nothing was written", name)
	case state == stateNoPrivilege || state != "" && state[:2] == "28":
		return city.Wrap(err, city.Invalid, "store_permission", "%s does not allow it", name)
	case state == stateBadText || state == stateBadJSON:
		return city.Wrap(err, city.Invalid, "bad_text", "a text cannot be stored in %s", name)
	case state == stateBadDate:
		return city.Wrap(err, city.Invalid, "bad_date", "a date cannot be stored in %s", name)
	case state == stateCanceled || state == stateLockTimeout || errors.Is(err, context.DeadlineExceeded):
		return city.Wrap(err, city.Unavailable, "store_unavailable", "%s took too long", name)
	case collided(err):
		return city.Wrap(err, city.Unavailable, "store_busy", "other work in %s stands in the way", name)
	case lost(err):
		return city.Wrap(err, city.Unavailable, "store_unavailable", "%s cannot be reached or written", name)
	default:
		return city.Wrap(err, city.Internal, "internal", "store %s", name)
	}
}
