package postgis_test

import (
	"context"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// with changes a URL.
func with(t *testing.T, address string, change func(u *url.URL)) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	change(u)
	return u.String()
}

// deadPort is a host and port where nobody listens.
func deadPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestOpenRefuses(t *testing.T) {
	empty, newer := pgtest.URL(t), pgtest.URL(t)
	initStore(t, newer, postgis.Options{})
	run(t, connect(t, newer), "INSERT INTO redsail.migration VALUES (99)")
	for name, c := range map[string]struct {
		url  string
		kind city.Kind
		code string
		o    postgis.Options
	}{
		"no store":       {empty, city.Invalid, "not_a_store", postgis.Options{}},
		"no database":    {with(t, empty, func(u *url.URL) { u.Path = "/absent" }), city.Invalid, "not_a_store", postgis.Options{}},
		"other schema":   {newer, city.Invalid, "not_a_store", postgis.Options{Schema: "other"}},
		"newer":          {newer, city.Invalid, "newer_store", postgis.Options{}},
		"wrong password": {with(t, empty, func(u *url.URL) { u.User = url.UserPassword(u.User.Username(), "wrong-secret") }), city.Invalid, "store_permission", postgis.Options{}},
		"nobody there":   {with(t, empty, func(u *url.URL) { u.Host = deadPort(t) }), city.Unavailable, "store_unavailable", postgis.Options{}},
		"no URL":         {"postgres://u:wrong-secret@host:port/db", city.Invalid, "bad_store_url", postgis.Options{}},
		"bad schema":     {empty, city.Invalid, "bad_store_url", postgis.Options{Schema: `x"; DROP`}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := postgis.Open(context.Background(), c.url, c.o)
			wantCode(t, err, c.kind, c.code)
			password := passwordOf(c.url)
			if err == nil || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "secret") || password != "" && strings.Contains(err.Error(), password) {
				t.Errorf("the text must be one line and keep the password: %v", err)
			}
		})
	}
}

// passwordOf is the password in a URL, empty when there is none.
func passwordOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	password, _ := u.User.Password()
	return password
}

func TestInitRefuses(t *testing.T) {
	ctx := context.Background()
	url := pgtest.URL(t)
	initStore(t, url, postgis.Options{})
	_, err := postgis.Init(ctx, url, testScheme(t), postgis.Options{})
	wantCode(t, err, city.Conflict, "store_exists")

	scheme := testScheme(t)
	scheme.Layers[2].Key = "change_log"
	_, err = postgis.Init(ctx, url, scheme, postgis.Options{Schema: "second"})
	wantCode(t, err, city.Invalid, "reserved_layer_key")
	scheme = testScheme(t)
	scheme.Zone = "Local"
	_, err = postgis.Init(ctx, url, scheme, postgis.Options{Schema: "second"})
	wantCode(t, err, city.Invalid, "bad_scheme")
	if value[bool](t, connect(t, url), "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'second')") {
		t.Error("a failed Init has left its schema behind")
	}
	// A schema named like a word of SQL holds a store beside the first.
	if r := apply(t, initStore(t, url, postgis.Options{Schema: "user"}), put("street", "a", square(0, 0, 10), city.OpenStart)); r.Number != 1 {
		t.Errorf("revision %d", r.Number)
	}
}

// TestInitMakesTheExtension where the role may, and says who can where it may not.
func TestInitMakesTheExtension(t *testing.T) {
	address := pgtest.BareURL(t)
	c := connect(t, address)
	role := "role_of_" + value[string](t, c, "SELECT current_database()")
	run(t, c, "CREATE ROLE "+role+" LOGIN PASSWORD 'x'")
	t.Cleanup(func() { run(t, c, "DROP OWNED BY "+role); run(t, c, "DROP ROLE "+role) })
	plain := with(t, address, func(u *url.URL) { u.User = url.UserPassword(role, "x") })

	_, err := postgis.Init(context.Background(), plain, testScheme(t), postgis.Options{})
	wantCode(t, err, city.Invalid, "no_postgis")
	if err == nil || !strings.Contains(err.Error(), "CREATE EXTENSION postgis;") {
		t.Errorf("the text must say what to run: %v", err)
	}
	run(t, c, "CREATE SCHEMA elsewhere")
	run(t, c, "CREATE EXTENSION postgis SCHEMA elsewhere")
	run(t, c, "GRANT USAGE ON SCHEMA elsewhere TO "+role)
	_, err = postgis.Init(context.Background(), plain, testScheme(t), postgis.Options{})
	wantCode(t, err, city.Invalid, "no_schema")
	if err == nil || !strings.Contains(err.Error(), "CREATE SCHEMA redsail AUTHORIZATION "+role+";") {
		t.Errorf("the text must say what to run: %v", err)
	}
	run(t, c, "CREATE SCHEMA redsail AUTHORIZATION "+role)
	s, err := postgis.Init(context.Background(), plain, testScheme(t), postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	apply(t, s, put("street", "a", square(0, 0, 10), city.OpenStart))
	if got := value[string](t, c, "SELECT redsail.owner('street', 5e-7, 5e-7)"); got != "a" {
		t.Errorf("owner %q", got)
	}

	super, err := postgis.Init(context.Background(), pgtest.BareURL(t), testScheme(t), postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := super.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestSeveralHosts: the store takes the host that can be written.
func TestSeveralHosts(t *testing.T) {
	address := pgtest.URL(t)
	many := with(t, address, func(u *url.URL) { u.Host = deadPort(t) + "," + u.Host })
	s := initStore(t, many, postgis.Options{})
	apply(t, s, put("street", "a", square(0, 0, 10), city.OpenStart))
	c := connect(t, address)
	run(t, c, "ALTER DATABASE "+value[string](t, c, "SELECT current_database()")+" SET default_transaction_read_only = on")
	_, err := postgis.Open(context.Background(), many, postgis.Options{})
	wantCode(t, err, city.Unavailable, "store_unavailable")
	one, err := postgis.Open(context.Background(), address, postgis.Options{}) // a single standby can be read
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	_, err = one.Apply(context.Background(), city.Change{Effective: city.OpenStart, Entries: []city.Entry{put("street", "b", square(0, 0, 10), city.OpenStart)}})
	wantCode(t, err, city.Unavailable, "store_unavailable")
}

// fault makes every write of a log entry run the given statements in the server.
func fault(t *testing.T, address, body string) {
	t.Helper()
	c := connect(t, address)
	run(t, c, `CREATE SEQUENCE public.tries`)
	run(t, c, `CREATE FUNCTION public.fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN `+body+` RETURN NEW; END $$`)
	run(t, c, `CREATE TRIGGER fault BEFORE INSERT ON redsail.change_log FOR EACH ROW EXECUTE FUNCTION public.fault()`)
}

// TestFaultsOfTheServer: the error says what it is, and nothing of the change stays.
func TestFaultsOfTheServer(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		kind city.Kind
		code string // empty: the change goes through in the end
	}{
		"disk full":          {`RAISE EXCEPTION 'no space' USING ERRCODE = '53100';`, city.Unavailable, "disk_full"},
		"shutting down":      {`RAISE EXCEPTION 'bye' USING ERRCODE = '57P01';`, city.Unavailable, "store_unavailable"},
		"deadlocks":          {`RAISE EXCEPTION 'knot' USING ERRCODE = '40P01';`, city.Unavailable, "store_busy"},
		"one deadlock":       {`IF nextval('public.tries') < 3 THEN RAISE EXCEPTION 'knot' USING ERRCODE = '40P01'; END IF;`, 0, ""},
		"defect":             {`RAISE EXCEPTION 'oops';`, city.Internal, "internal"},
		"restored meanwhile": {`UPDATE redsail.counter SET timeline = 'other';`, city.Unavailable, "timeline_changed"},
		"written meanwhile":  {`UPDATE redsail.counter SET rev = rev + 1;`, city.Unavailable, "timeline_changed"},
		"too slow":           {`PERFORM pg_sleep(30);`, city.Unavailable, "store_unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			address := pgtest.URL(t)
			s := initStore(t, address, postgis.Options{Timeout: 2 * time.Second})
			fault(t, address, c.body)
			r, err := s.Apply(context.Background(), city.Change{Effective: city.OpenStart, Entries: []city.Entry{put("street", "a", square(0, 0, 10), city.OpenStart)}})
			if c.code == "" {
				if err != nil || r.Number != 1 {
					t.Errorf("revision %d, %v", r.Number, err)
				}
				return
			}
			wantCode(t, err, c.kind, c.code)
			st, err := s.State(context.Background())
			if err != nil || st.Revision != 0 {
				t.Errorf("after the fault: revision %d, %v", st.Revision, err)
			}
			if n := value[int](t, connect(t, address), `SELECT (SELECT count(*) FROM redsail.revision) + (SELECT count(*) FROM redsail.area_version)
				+ (SELECT count(*) FROM redsail.area_code) + (SELECT count(*) FROM redsail.area_edges)`); n != 0 {
				t.Errorf("%d rows of the refused change stand", n)
			}
		})
	}
}

// TestRestoredStore: a program that opened the store before it was restored writes nothing.
func TestRestoredStore(t *testing.T) {
	address := pgtest.URL(t)
	s := initStore(t, address, postgis.Options{Timeline: "before"})
	run(t, connect(t, address), "UPDATE redsail.counter SET timeline = 'after'")
	_, err := s.Apply(context.Background(), city.Change{Effective: city.OpenStart, Entries: []city.Entry{put("street", "a", square(0, 0, 10), city.OpenStart)}})
	wantCode(t, err, city.Unavailable, "timeline_changed")
	again, err := postgis.Open(context.Background(), address, postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if r := apply(t, again, put("street", "a", square(0, 0, 10), city.OpenStart)); r.Timeline != "after" {
		t.Errorf("timeline %q", r.Timeline)
	}
}

// TestOneConnectionIsEnough: a transaction never waits for a second connection of the pool.
func TestOneConnectionIsEnough(t *testing.T) {
	address := pgtest.URL(t)
	initStore(t, address, postgis.Options{})
	s, err := postgis.Open(context.Background(), address+"&pool_max_conns=1", postgis.Options{Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	apply(t, s, put("street", "s", square(0, 0, 100), city.OpenStart))
	grid := put("grid", "g", square(0, 0, 10), city.OpenStart)
	grid.Content.(*city.Area).Parent = "s"
	if r := apply(t, s, grid); r.Number != 2 {
		t.Errorf("revision %d", r.Number)
	}
}

// TestCommitsAreDurable also where the database was told not to wait for its disk.
func TestCommitsAreDurable(t *testing.T) {
	address := pgtest.URL(t)
	c := connect(t, address)
	run(t, c, "ALTER DATABASE "+value[string](t, c, "SELECT current_database()")+" SET synchronous_commit = off")
	s := initStore(t, address, postgis.Options{})
	fault(t, address, `IF current_setting('synchronous_commit') = 'off' THEN RAISE EXCEPTION 'not durable'; END IF;`)
	apply(t, s, put("street", "a", square(0, 0, 10), city.OpenStart))
}
