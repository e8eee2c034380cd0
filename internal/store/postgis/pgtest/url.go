package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ServerEnv names the environment variable with the URL of a server to use instead of a
// private one.
const ServerEnv = "REDSAIL_TEST_POSTGRES"

const adminWithin = 60 * time.Second

// shared is the one cluster of the test process.
type shared struct {
	mu       sync.Mutex
	started  bool
	err      error
	server   *Server // nil when ServerEnv names one
	admin    string  // URL of the database postgres
	template string  // a database with PostGIS, copied for each test
	icu      bool
}

var process shared

// Runner is a *testing.M, or what wraps one.
type Runner interface{ Run() int }

// Main runs the tests, stops the cluster if one was started, and ends the process. Call
// it from TestMain in each package whose tests call URL.
func Main(m Runner) { os.Exit(Stopping(m).Run()) }

// Stopping is m with the stop of the cluster at its end, for TestMains that look for
// leaked goroutines: goleak.VerifyTestMain(pgtest.Stopping(m)).
func Stopping(m Runner) Runner { return stopping{m} }

type stopping struct{ m Runner }

func (s stopping) Run() int {
	code := s.m.Run()
	if err := process.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		code = max(code, 1)
	}
	return code
}

// URL gives the address of a fresh database with PostGIS, dropped at cleanup. It skips or
// fails the test when there is no PostgreSQL.
func URL(t testing.TB) string {
	t.Helper()
	return database(t, true)
}

// BareURL is URL without the extension: a database as an operator creates it.
func BareURL(t testing.TB) string {
	t.Helper()
	return database(t, false)
}

func database(t testing.TB, postgis bool) string {
	t.Helper()
	admin, template, err := process.start()
	if err != nil {
		missing(t, err)
	}
	if !postgis {
		template = "template0"
	}
	name := "redsail_" + strings.ToLower(rand.Text()[:12])
	if err := run(admin, process.createDatabase(name, template)); err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		if err := run(admin, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	return withDatabase(admin, name)
}

func (p *shared) start() (admin, template string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.started {
		p.started = true
		p.err = p.setUp()
	}
	return p.admin, p.template, p.err
}

func (p *shared) setUp() error {
	p.admin = os.Getenv(ServerEnv)
	if p.admin == "" {
		s, err := start(Options{})
		if err != nil {
			return err
		}
		p.server, p.admin = s, s.URL("postgres")
	}
	var err error
	if p.icu, err = hasICU(p.admin); err != nil {
		return errors.Join(err, p.end())
	}
	p.template = "redsail_template_" + strings.ToLower(rand.Text()[:12])
	if err := p.makeTemplate(); err != nil {
		return errors.Join(err, p.end())
	}
	return nil
}

// notInstalled are the codes with which servers refuse an extension that they lack:
// undefined_file, feature_not_supported.
var notInstalled = []string{"58P01", "0A000"}

// makeTemplate makes the database that URL copies: creating the extension in each would
// take many times as long.
func (p *shared) makeTemplate() error {
	if err := run(p.admin, p.createDatabase(p.template, "template0")); err != nil {
		return err
	}
	err := run(withDatabase(p.admin, p.template), "CREATE EXTENSION postgis")
	var pe *pgconn.PgError
	if errors.As(err, &pe) && slices.Contains(notInstalled, pe.Code) {
		return fmt.Errorf("%w: %w", errMissing, err)
	}
	return err
}

// createDatabase is the statement for a new database. A copy of template0 sorts text by
// Chinese rules where the server can, so in no byte order; other copies sort as what they copy.
func (p *shared) createDatabase(name, template string) string {
	sql := "CREATE DATABASE " + name + " TEMPLATE " + template
	if template == "template0" && p.icu {
		sql += " ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'zh' LOCALE 'C'"
	}
	return sql
}

// hasICU tells whether the server can make databases with ICU's rules (PostgreSQL 15 and
// later, built with it).
func hasICU(admin string) (bool, error) {
	var has bool
	err := with(admin, func(ctx context.Context, c *pgx.Conn) error {
		return c.QueryRow(ctx, `SELECT current_setting('server_version_num')::int >= 150000
			AND EXISTS (SELECT FROM pg_collation WHERE collprovider = 'i')`).Scan(&has)
	})
	return has, err
}

func (p *shared) stop() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.end()
}

func (p *shared) end() error {
	server, template := p.server, p.template
	p.server, p.template, p.started = nil, "", false
	if server != nil {
		return server.remove()
	}
	if template == "" {
		return nil
	}
	return run(p.admin, "DROP DATABASE IF EXISTS "+template+" WITH (FORCE)")
}

// run executes one statement on a connection of its own.
func run(address, sql string) error {
	return with(address, func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, sql)
		return err
	})
}

func with(address string, f func(context.Context, *pgx.Conn) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), adminWithin)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	return errors.Join(f(ctx, conn), conn.Close(ctx))
}

func withDatabase(address, name string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Path = "/" + name
	return u.String()
}

// missing ends the test for want of a server: a failure where one is required.
func missing(t testing.TB, err error) {
	t.Helper()
	if !errors.Is(err, errMissing) || os.Getenv("REDSAIL_REQUIRE") != "" || os.Getenv("CI") != "" {
		t.Fatalf("pgtest: %v", err)
	}
	t.Skipf("pgtest: %v", err)
}
