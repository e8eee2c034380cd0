package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// loud is a stderr that a test reads while it is written.
type loud struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *loud) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *loud) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// await waits until the text has come.
func (l *loud) await(t testing.TB, text string) {
	t.Helper()
	eventually(t, text, func() bool { return strings.Contains(l.String(), text) })
}

func eventually(t testing.TB, what string, is func() bool) time.Duration {
	t.Helper()
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if is() {
			return time.Since(start)
		}
		if time.Since(start) > 30*time.Second {
			t.Fatalf("waited 30 s for: %s", what)
		}
	}
}

// server is a command that serves, in this process.
type server struct {
	t      testing.TB
	url    string
	errs   *loud
	cancel context.CancelFunc
	code   chan int
}

func startServer(t testing.TB, args ...string) *server {
	t.Helper()
	openAll(t, args)
	ctx, cancel := context.WithCancel(context.Background())
	s := &server{t: t, errs: &loud{}, cancel: cancel, code: make(chan int, 1)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.code <- run(ctx, args, streams{out: io.Discard, err: s.errs})
	}()
	t.Cleanup(func() { // its files lie in a folder that goes next
		cancel()
		<-ended
	})
	eventually(t, "listening", func() bool {
		for line := range strings.Lines(s.errs.String()) {
			if url, ok := strings.CutPrefix(line, "listening "); ok && strings.HasSuffix(line, "\n") {
				s.url = strings.TrimSpace(url)
			}
		}
		select {
		case code := <-s.code:
			t.Fatalf("redsail %s ended with %d: %s", strings.Join(args, " "), code, s.errs)
		default:
		}
		return s.url != ""
	})
	if !strings.HasPrefix(s.url, "http://") && !strings.HasPrefix(s.url, "https://") {
		t.Fatalf("it listens on %q", s.url)
	}
	return s
}

// openAll opens all layers of a store that is going to be served, as the keeper of the data would.
func openAll(t testing.TB, args []string) {
	t.Helper()
	i := slices.Index(args, "--store")
	if args[0] != "serve" || i < 0 {
		return
	}
	if _, errs, code := redsail(t, "publish", "--store", args[i+1], "--layer", "all"); code != exitDone {
		t.Fatalf("publish: %s", errs)
	}
}

// stop ends the server as SIGTERM would, and gives its exit code.
func (s *server) stop() int {
	s.cancel()
	return <-s.code
}

func (s *server) get(path string) (status int, body string) {
	s.t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 30 * time.Second}
	r, err := client.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

// state is which state of the store is served.
type state struct {
	Timeline, Hash string
	Revision       int64
}

func (s *server) state() (st state) {
	s.t.Helper()
	_, body := s.get("/readyz")
	if err := json.Unmarshal([]byte(body), &st); err != nil {
		s.t.Fatalf("%v: %s", err, body)
	}
	return st
}

func (s *server) revision() int64 { return s.state().Revision }

// tinyStore is a file with the tiny made-up coverage of data/tiny.
func tinyStore(t testing.TB) string {
	t.Helper()
	store, tiny := filepath.Join(t.TempDir(), "tiny.gpkg"), filepath.Join("..", "..", "data", "tiny")
	mustRun(t, "init", "--store", store, "--scheme", filepath.Join(tiny, "scheme.yaml"))
	for _, layer := range []string{"district", "street", "community", "compound", "grid", "overlay"} {
		mustRun(t, "import", "--store", store, "--layer", layer, filepath.Join(tiny, layer+".geojson"))
	}
	return store
}

func TestServe(t *testing.T) {
	s := startServer(t, "serve", "--store", tinyStore(t), "--listen", "127.0.0.1:0")
	for path, want := range map[string]string{
		"/": "<!doctype html>", "/livez": `"ok"`, "/readyz": `"revision":6`, "/api/v1/layers": `"demo":true`, "/api/v1/locate?lon=0&lat=0": `"areas":[]`,
		"/tiles/grid.json": `"tiles":["` + s.url + "/tiles/grid/",
	} {
		if status, body := s.get(path); status != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d %.200s", path, status, body)
		}
	}
	if code := s.stop(); code != 0 {
		t.Errorf("exit %d: %s", code, s.errs)
	}
	if _, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://")); err == nil {
		t.Error("the port is still open")
	}
}

// TestServeDrains: a request that runs when the end comes gets its answer.
func TestServeDrains(t *testing.T) {
	s := startServer(t, "serve", "--store", tinyStore(t), "--listen", "localhost:0")
	addr := strings.TrimPrefix(s.url, "http://")
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const body = `{"lon":116.58,"lat":35.41}`
	fmt.Fprintf(conn, "POST /api/v1/locate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:9])
	time.Sleep(100 * time.Millisecond) // the request is in the handler
	s.cancel()
	eventually(t, "no new connection is taken", func() bool {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			c.Close()
		}
		return err != nil
	})
	select {
	case code := <-s.code:
		t.Fatalf("it ended with %d before the answer", code)
	default:
	}
	io.WriteString(conn, body[9:])
	r, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || r.StatusCode != 200 {
		t.Fatalf("%v, %v", r, err)
	}
	if code := <-s.code; code != 0 {
		t.Errorf("exit %d: %s", code, s.errs)
	}
}

// TestServeRefuses: what would let others in is wrong usage, what the machine refuses a
// failure, each in one line.
func TestServeRefuses(t *testing.T) {
	store := tinyStore(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, c := range []struct {
		store, listen string
		code          int
		says          string
	}{
		{store, "192.0.2.1:0", exitFailed, "192.0.2.1"},
		{store, "127.0.0.1", exitUsage, "missing port"},
		{store, taken.Addr().String(), exitFailed, "in use"},
		{filepath.Join(t.TempDir(), "none.gpkg"), "127.0.0.1:0", exitFailed, "none.gpkg"},
	} {
		out, errs, code := redsail(t, "serve", "--store", c.store, "--listen", c.listen)
		if code != c.code || !strings.Contains(errs, c.says) || strings.Count(errs, "\n") != 1 || out != "" {
			t.Errorf("--listen %s: exit %d, stdout %q, stderr %q", c.listen, code, out, errs)
		}
	}
}

// TestServesOthers: on an address that other machines reach any name is answered; who is not at this
// machine signs in by TLS only. The made-up city is not served to them.
func TestServesOthers(t *testing.T) {
	s := startServer(t, "serve", "--store", tinyStore(t), "--listen", "0.0.0.0:0")
	defer s.stop()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.Replace(s.url, "[::]", "127.0.0.1", 1)+"/api/v1/layers", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "map.example.org"
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("%d", res.StatusCode)
	}
	if _, errs, code := redsail(t, "demo", "--size", "tiny", "--store", filepath.Join(t.TempDir(), "d.gpkg"), "--listen", "0.0.0.0:0"); code != exitUsage || !strings.Contains(errs, "this machine only") {
		t.Errorf("exit %d, %s", code, errs)
	}
}

// keeperOf is a token of a keeper's account that plans too.
func keeperOf(t testing.TB, store string) string {
	t.Helper()
	mustRun(t, "user", "add", "keeper", "--store", store, "--role", "keeper,planner", "--whole-city")
	return strings.TrimSpace(mustRun(t, "token", "add", "test", "--store", store, "--account", "keeper", "--only", "changes.write,scenarios.write,siting.write,siting.read,jobs.read", "--expires", "1d"))
}

// TestServeFollows: a change that another process makes is answered from at once, and
// SIGTERM ends a serving process in order.
func TestServeFollows(t *testing.T) {
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	store := filepath.Join(dir, "city.gpkg")
	mustRun(t, "init", "--store", store)
	s := startServer(t, "serve", "--store", store, "--listen", "127.0.0.1:0")
	if _, body := s.get("/api/v1/locate?lon=116.005&lat=39.005"); s.revision() != 0 || !strings.Contains(body, `"areas":[]`) {
		t.Fatalf("an empty store answers %s", body)
	}
	child := exec.Command(bin, "serve", "--store", store, "--listen", "127.0.0.1:0")
	errs := &loud{}
	child.Stderr = errs
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	errs.await(t, "listening http://127.0.0.1:")
	file := filepath.Join(dir, "city.geojson")
	text := `{"type":"Feature","properties":{"code":"370811"},"geometry":{"type":"Polygon","coordinates":[[[116,39],[116.01,39],[116.01,39.01],[116,39.01],[116,39]]]}}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(bin, "import", "--store", store, "--layer", "district", file).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	took := eventually(t, "the new revision", func() bool { return s.revision() == 1 })
	t.Logf("the change was served after %v", took)
	if took > 2*time.Second+pollEvery { // two seconds, and one for a machine with much else to do
		t.Errorf("the change was served after %v only", took)
	}
	if _, body := s.get("/api/v1/locate?lon=116.005&lat=39.005"); !strings.Contains(body, `"code":"370811"`) || !strings.Contains(body, `"revision":1`) {
		t.Errorf("after the change: %s", body)
	}
	errs.await(t, `"msg":"revision","revision":1`)
	if err := child.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err != nil {
		t.Errorf("SIGTERM: %v\n%s", err, errs)
	}
	if code := s.stop(); code != 0 {
		t.Errorf("exit %d: %s", code, s.errs)
	}
}

// TestServeStoreGone: while PostgreSQL is away the last picture answers, the log says so
// once, and again when it is back.
func TestServeStoreGone(t *testing.T) {
	pg := pgtest.Start(t, pgtest.Options{})
	store := pg.URL("postgres")
	mustRun(t, "init", "--store", store)
	s := startServer(t, "serve", "--store", store, "--listen", "127.0.0.1:0")
	if err := pg.Stop(); err != nil {
		t.Fatal(err)
	}
	const gone = "the store does not answer; the last revision is served on"
	s.errs.await(t, gone)
	if status, body := s.get("/api/v1/locate?lon=116&lat=39"); status != 200 {
		t.Errorf("%d %s", status, body)
	}
	if status, body := s.get("/api/v1/locate?lon=116&lat=39&at=2020-01-01"); status != 200 { // an empty store needs no reading
		t.Errorf("another date: %d %s", status, body)
	}
	time.Sleep(2 * pollEvery)
	if n := strings.Count(s.errs.String(), gone); n != 1 {
		t.Errorf("the log says it %d times:\n%s", n, s.errs)
	}
	_, log, _ := strings.Cut(s.errs.String(), "listening") // before it the first passwords of the officers are said
	if strings.Contains(log, "password") {
		t.Errorf("the log holds the address with its password:\n%s", s.errs)
	}
	if err := pg.Start(); err != nil {
		t.Fatal(err)
	}
	s.errs.await(t, "the store answers again")
	if code := s.stop(); code != 0 {
		t.Errorf("exit %d: %s", code, s.errs)
	}
}

// TestDemo: the first start makes the city, the second uses it; a taken port is passed
// over; what a start that was killed left behind does not matter.
func TestDemo(t *testing.T) {
	dir := t.TempDir()
	store := filepath.Join(dir, "demo.gpkg")
	left := filepath.Join(dir, ".demo-123")
	if err := os.Mkdir(left, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"demo.gpkg", "demo.gpkg-wal"} {
		if err := os.WriteFile(filepath.Join(left, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, err := net.SplitHostPort(taken.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	s := startServer(t, "demo", "--size", "tiny", "--store", store, "--listen", taken.Addr().String())
	if got := s.errs.String(); !strings.Contains(got, "made the demo city") || !strings.Contains(got, "port "+port+" is in use, trying the next one") {
		t.Errorf("the first start says:\n%s", got)
	}
	_, next, err := net.SplitHostPort(strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := number(t, port), number(t, next); b <= a || b > a+portsTried {
		t.Errorf("port %s is taken, it serves on %s", port, next)
	}
	if _, body := s.get("/api/v1/layers"); !strings.Contains(body, `"demo":true`) {
		t.Errorf("%s", body)
	}
	if _, body := s.get("/api/v1/session"); !strings.Contains(body, `"account":"demo-keeper"`) {
		t.Errorf("no account of the demo is offered: %s", body)
	}
	before := s.state()
	if code := s.stop(); code != 0 {
		t.Errorf("exit %d: %s", code, s.errs)
	}
	again := startServer(t, "demo", "--store", store, "--listen", "127.0.0.1:0")
	if got := again.errs.String(); !strings.Contains(got, "stands already") || strings.Contains(got, "made the demo city") {
		t.Errorf("the second start says:\n%s", got)
	}
	if after := again.state(); after != before {
		t.Errorf("%+v became %+v", before, after)
	}
	if code := again.stop(); code != 0 {
		t.Errorf("exit %d: %s", code, again.errs)
	}
	if names, err := filepath.Glob(filepath.Join(dir, ".demo-*")); err != nil || len(names) != 0 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

func number(t testing.TB, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestServeEvents: a page that listens hears of an import, and does not hold up the end of
// the server.
func TestServeEvents(t *testing.T) {
	store := tinyStore(t)
	s := startServer(t, "serve", "--store", store, "--listen", "127.0.0.1:0")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/api/v1/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	events := &loud{}
	done := make(chan error, 1)
	go func() {
		_, err := io.Copy(events, res.Body)
		done <- err
	}()
	before := s.revision()
	events.await(t, fmt.Sprintf(`"revision":%d,`, before))
	moved := filepath.Join(t.TempDir(), "overlay.geojson")
	shape := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"new"},"geometry":{"type":"Polygon","coordinates":[[[1,1],[1.01,1],[1.01,1.01],[1,1.01],[1,1]]]}}]}`
	if err := os.WriteFile(moved, []byte(shape), 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "import", "--store", store, "--layer", "overlay", moved)
	events.await(t, fmt.Sprintf(`"revision":%d,`, before+1))
	start := time.Now()
	if code := s.stop(); code != exitDone || time.Since(start) > drainTimeout/2 {
		t.Errorf("exit code %d after %v", code, time.Since(start))
	}
	if err := <-done; err != nil {
		t.Errorf("the stream did not end whole: %v", err)
	}
}
