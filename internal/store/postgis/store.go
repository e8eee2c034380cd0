package postgis

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"regexp"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/redsail/redsail/internal/city"
)

const defaultSchema = "redsail"

// Options of Init and Open. The zero value is right for a program.
type Options struct {
	// Timeline and StoreID name the new store; empty = random. Open does not read them.
	Timeline, StoreID string
	// Now is the clock of the records; nil = time.Now.
	Now func() time.Time
	// Schema holds the store; empty = redsail. Small letters, digits and _, at most 63.
	Schema string
	// Timeout bounds each statement; 0 = two minutes.
	Timeout time.Duration
	// Before is called before the layout changes from one number to another, on a store whose log can
	// be read; an error of it keeps the layout. nil = nothing is done before.
	Before func(ctx context.Context, s *Store, from, to int) error

	migrations fs.FS // nil = those of the program
}

// Store is a city in a schema of a PostgreSQL database. It implements city.Store.
type Store struct {
	session
	pool       *pgxpool.Pool
	name       string // the address without user and password, for messages
	now        func() time.Time
	migrations []string
	back       fs.FS // the ways back of the migrations
	before     func(ctx context.Context, s *Store, from, to int) error
	founded    atomic.Pointer[founded]
	closed     atomic.Bool
	turn       chan struct{} // full while a call writes or is alone (inTurn)
}

var _ city.Store = (*Store)(nil)

// Init makes a new store for a scheme in the database that the URL names and opens it: the
// schema and, where the role may, the extension postgis. It makes all or nothing. A schema
// that holds a store already is a Conflict with code store_exists; a database without
// PostGIS is Invalid with code no_postgis, and the text says what a superuser has to run.
func Init(ctx context.Context, url string, scheme *city.Scheme, o Options) (*Store, error) {
	s, err := connect(ctx, url, o)
	if err != nil {
		return nil, err
	}
	err = s.build(ctx, scheme, o)
	if err == nil {
		err = s.load(ctx)
	}
	if err != nil {
		s.pool.Close()
		return nil, explain(ctx, s.name, err)
	}
	return s, nil
}

// Open opens an existing store. One that an older Redsail wrote gets the migrations that
// it lacks, all or none, when Options.Before allows it. It fails with Invalid when there is no store (not_a_store), a newer
// Redsail wrote it (newer_store) or the role may not change its tables (store_permission),
// with Unavailable when the server cannot be reached.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	s, err := connect(ctx, url, o)
	if err != nil {
		return nil, err
	}
	if err := s.load(ctx); err != nil {
		s.pool.Close()
		return nil, explain(ctx, s.name, err)
	}
	return s, nil
}

var schemaName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

// connect makes the pool; the first statement makes the first connection.
func connect(ctx context.Context, url string, o Options) (*Store, error) {
	schema := cmp.Or(o.Schema, defaultSchema)
	if !schemaName.MatchString(schema) {
		return nil, city.Errorf(city.Invalid, "bad_store_url", "the schema %q is no name of small letters, digits and _", schema)
	}
	back, files, err := o.migrationFiles()
	if err != nil {
		return nil, err
	}
	timeout := cmp.Or(o.Timeout, defaultTimeout)
	cfg, err := configure(url, timeout)
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, city.Wrap(err, city.Invalid, "bad_store_url", "the address of the store cannot be used")
	}
	s := &Store{
		session: session{db: pool, schema: schema, timeout: timeout},
		pool:    pool, name: address(cfg.ConnConfig), now: o.Now, migrations: files, back: back, before: o.Before,
		turn: make(chan struct{}, 1),
	}
	if s.now == nil {
		s.now = time.Now
	}
	return s, nil
}

// load brings the tables up to date and reads what changes only when a city is founded or restored.
func (s *Store) load(ctx context.Context) error {
	if err := s.know(ctx); err != nil {
		return err
	}
	return s.upgrade(ctx, len(s.migrations))
}

// know reads what never changes; it stands where it stands since the first layout.
func (s *Store) know(ctx context.Context) error {
	if _, err := s.version(ctx, s.session); err != nil {
		return err
	}
	f, err := readFounded(ctx, s.session)
	s.founded.Store(f)
	return err
}

// Close ends the use of the store. Calls that are running end first. A second Close does
// nothing.
func (s *Store) Close() error {
	if !s.closed.Swap(true) {
		s.pool.Close()
	}
	return nil
}

// guard refuses a call on a closed store or with an ended context.
func (s *Store) guard(ctx context.Context) error {
	if s.closed.Load() {
		return s.shut()
	}
	return ctx.Err()
}

func (s *Store) shut() error {
	return city.Errorf(city.Unavailable, "store_closed", "the store %s is closed", s.name)
}

// failed explains an error; one that Close has caused says so.
func (s *Store) failed(ctx context.Context, err error) error {
	var known *city.Error
	if err != nil && s.closed.Load() && ctx.Err() == nil && !errors.As(err, &known) {
		return s.shut()
	}
	return explain(ctx, s.name, err)
}

// read runs f, which only reads, and once more on fresh connections when the one it had
// turns out broken: after a failover the pool is full of such.
func (s *Store) read(ctx context.Context, f func() error) error {
	if err := s.guard(ctx); err != nil {
		return err
	}
	err := f()
	if err != nil && ctx.Err() == nil && lost(err) && !unreachable(err) {
		s.pool.Reset()
		err = f()
	}
	return s.failed(ctx, err)
}

// begin starts a transaction.
func (s *Store) begin(ctx context.Context) (pgx.Tx, error) {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	return s.pool.Begin(ctx)
}

// within runs f in a transaction and commits it.
func (s *Store) within(ctx context.Context, f func(session) error) error {
	tx, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer s.rollback(ctx, tx)
	if err := f(s.in(tx)); err != nil {
		return err
	}
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	return tx.Commit(ctx)
}

// in is the store's session inside a transaction: never a second connection of the pool,
// which may have no other.
func (s *Store) in(tx pgx.Tx) session {
	return session{db: tx, schema: s.schema, timeout: s.timeout}
}

// rollback ends a transaction that was not committed. The caller's context may have ended;
// where the server cannot be told, pgx closes the connection and the server finds out.
func (s *Store) rollback(ctx context.Context, tx pgx.Tx) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), maxGrace)
	defer cancel()
	_ = tx.Rollback(ctx)
}

// token is 128 random bits, 32 characters in the form that the GeoPackage store gives too.
func token() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}
