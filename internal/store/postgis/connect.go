package postgis

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/redsail/redsail/internal/city"
)

const (
	// defaultTimeout bounds a statement: reading or writing a whole city takes seconds.
	defaultTimeout = 2 * time.Minute
	// maxGrace bounds grace.
	maxGrace = 5 * time.Second
	// connectWithin bounds the attempt on each host that the URL names.
	connectWithin = 5 * time.Second
	application   = "redsail"
)

// configure reads the URL. Several hosts without target_session_attrs mean a primary and
// its standbys: the store needs the one that can be written.
func configure(url string, timeout time.Duration) (*pgxpool.Config, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, city.Wrap(err, city.Invalid, "bad_store_url", "the address of the store cannot be read")
	}
	c := cfg.ConnConfig
	if manyHosts(&c.Config) && c.ValidateConnect == nil {
		c.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	c.ConnectTimeout = cmp.Or(c.ConnectTimeout, connectWithin)
	defaults := map[string]string{
		"statement_timeout": strconv.FormatInt(timeout.Milliseconds(), 10),
		"application_name":  application,
	}
	for name, value := range defaults {
		if _, set := c.RuntimeParams[name]; !set {
			c.RuntimeParams[name] = value
		}
	}
	c.BuildContextWatcherHandler = func(pc *pgconn.PgConn) ctxwatch.Handler {
		return &canceller{pgconn.CancelRequestContextWatcherHandler{Conn: pc, DeadlineDelay: grace(timeout)}}
	}
	cfg.AfterRelease = func(conn *pgx.Conn) bool { return !askedToStop(conn.PgConn()) }
	return cfg, nil
}

// canceller asks the server to stop the statement of an ended context, and marks its connection. The
// request goes its own way and names no statement: it may come when that one has long ended and stop the
// next one, however long one waits. So a connection that has sent one is not used again.
type canceller struct {
	pgconn.CancelRequestContextWatcherHandler
}

// askedKey is of the custom data of a connection: on it the server was asked to stop.
const askedKey = "redsail_asked_to_stop"

// HandleCancel comes before the one who waits for the statement goes on.
func (c *canceller) HandleCancel(ctx context.Context) {
	c.Conn.CustomData()[askedKey] = true
	c.CancelRequestContextWatcherHandler.HandleCancel(ctx)
}

func askedToStop(pc *pgconn.PgConn) bool {
	_, asked := pc.CustomData()[askedKey]
	return asked
}

// grace is how much longer than the server we wait for the server's own deadline, and for
// its answer when we have asked it to stop.
func grace(timeout time.Duration) time.Duration { return min(timeout, maxGrace) }

func manyHosts(c *pgconn.Config) bool {
	for _, f := range c.Fallbacks { // one host has a fallback too, without TLS
		if f.Host != c.Host || f.Port != c.Port {
			return true
		}
	}
	return false
}

// address names the store in messages: no user, no password.
func address(c *pgx.ConnConfig) string {
	hosts := []string{net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port)))}
	for _, f := range c.Fallbacks {
		h := net.JoinHostPort(f.Host, strconv.Itoa(int(f.Port)))
		if h != hosts[len(hosts)-1] {
			hosts = append(hosts, h)
		}
	}
	return fmt.Sprintf("postgres://%s/%s", strings.Join(hosts, ","), c.Database)
}

// queryer is a pool or a transaction.
type queryer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// session runs statements, each with its deadline. The SQL in this package names its
// tables redsail.…, which becomes the schema of the store.
type session struct {
	db      queryer
	schema  string
	keys    string // the schema of the keys, for statements that name redsail_keys.…
	timeout time.Duration
}

func (s session) sql(text string) string {
	if s.keys != "" {
		text = strings.ReplaceAll(text, "redsail_keys.", pgx.Identifier{s.keys}.Sanitize()+".")
	}
	if s.schema == defaultSchema {
		return text
	}
	return strings.ReplaceAll(text, defaultSchema+".", pgx.Identifier{s.schema}.Sanitize()+".")
}

func (s session) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, s.timeout+grace(s.timeout))
}

// exec runs a statement and gives the number of rows it touched.
func (s session) exec(ctx context.Context, sql string, args ...any) (int64, error) {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	tag, err := s.db.Exec(ctx, s.sql(sql), args...)
	return tag.RowsAffected(), err
}

// each calls scan for every row.
func (s session) each(ctx context.Context, scan func(pgx.Rows) error, sql string, args ...any) error {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	rows, err := s.db.Query(ctx, s.sql(sql), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one reads the columns of the only row into dest; pgx.ErrNoRows when there is none.
func (s session) one(ctx context.Context, dest []any, sql string, args ...any) error {
	found := false
	err := s.each(ctx, func(r pgx.Rows) error {
		found = true
		return r.Scan(dest...)
	}, sql, args...)
	if err == nil && !found {
		return pgx.ErrNoRows
	}
	return err
}

// script runs several statements at once; they take no arguments.
func (s session) script(ctx context.Context, text string) error {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	_, err := s.db.Exec(ctx, s.sql(text), pgx.QueryExecModeSimpleProtocol)
	return err
}
