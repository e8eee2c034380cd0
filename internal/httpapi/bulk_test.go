package httpapi_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/httpapi"
)

const (
	ndjson = "application/x-ndjson"
	// inA is the answer of the test city at 116.003, 39.003 after the id.
	inA     = `"district_code":"d","street_code":"a","park_code":"p","revision":2,"error":""}` + "\n"
	csvHead = "lon,lat,district_code,street_code,park_code,revision,error\n"
)

// bulkServer serves a desk over TCP.
func bulkServer(t testing.TB, d *desk) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(d.handler)
	t.Cleanup(srv.Close)
	return srv
}

// send posts a body and reads the answer.
func send(t testing.TB, srv *httptest.Server, query, media string, body io.Reader, header ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+"/api/v1/locate"+query, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", media)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	got, err := srv.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(got.Body)
	got.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	got.Body = io.NopCloser(bytes.NewReader(text))
	return got
}

func TestBulk(t *testing.T) {
	srv := bulkServer(t, newDesk(t, nil, nil))
	for _, c := range []struct{ query, media, in, out string }{
		{"", ndjson, `{"lon":116.003,"lat":39.003,"id":[1]}` + "\n" + `{"lon":116.003,`, `{"id":[1],` + inA + `{"id":null,"district_code":"","street_code":"","park_code":"","revision":2,"error":"bad_json"}` + "\n"},
		{"", ndjson + "; charset=UTF-8", "", ""},
		{"", ndjson, "{", `{"id":null,"district_code":"","street_code":"","park_code":"","revision":2,"error":"bad_json"}` + "\n"},
		{"?revision=1&at=2026-01-01", ndjson, `{"lon":116.003,"lat":39.003}`, `{"id":null,"district_code":"d","street_code":"a","park_code":"","revision":1,"error":""}` + "\n"},
		{
			"?columns=all&kinds=red_sail_station", ndjson, `{"lon":116.003,"lat":39.003}` + "\n" + `{"lon":116.003,"lat":139.003}`,
			`{"id":null,"district_code":"d","street_code":"a","park_code":"p","border_m":BORDER,"station_code":"s1","walk_s":0,"walk_method":"estimate","duty":"","duty_role":"","duty_area":"","duty_phone":"","duty_next":"","revision":2,"error":""}` + "\n" +
				`{"id":null,"district_code":"","street_code":"","park_code":"","border_m":null,"station_code":"","walk_s":null,"walk_method":"","duty":"","duty_role":"","duty_area":"","duty_phone":"","duty_next":"","revision":2,"error":"out_of_range"}` + "\n",
		},
		{"", "text/csv", "lon,lat\r\n116.003,39.003\r\n", strings.ReplaceAll(csvHead+"116.003,39.003,d,a,p,2,\n", "\n", "\r\n")},
		{"?lon_field=x&lat_field=y&prefix=p_", "text/csv; charset=gbk", "y;x;error\n39.003;116.003;\xba\xec\xb7\xab\n", "y;x;error;p_district_code;p_street_code;p_park_code;p_revision;p_error\n39.003;116.003;红帆;d;a;p;2;\n"},
		{"?crs=gcj02", "text/csv", "lon,lat\n\n116.0090286,39.0038965\n0,\n", csvHead + "\n116.0090286,39.0038965,d,a,p,2,\n0,,,,,,missing_coordinate\n"},
	} {
		for name, in := range map[string]io.Reader{"length": strings.NewReader(c.in), "chunked": io.MultiReader(strings.NewReader(c.in))} {
			r := send(t, srv, c.query, c.media, in)
			want := strings.ReplaceAll(c.out, "BORDER", border(t, srv))
			if got := bodyOf(t, r); r.StatusCode != 200 || got != want {
				t.Errorf("%s %s: %d\ngot  %q\nwant %q", c.query, name, r.StatusCode, got, want)
			}
			if cc := r.Header.Get("Cache-Control"); cc != "private, no-store" || !strings.HasPrefix(r.Header.Get("Content-Type"), strings.Split(c.media, ";")[0]) {
				t.Errorf("%s: %v", c.query, r.Header)
			}
		}
	}
}

// border is border_m as the single call has it.
func border(t testing.TB, srv *httptest.Server) string {
	t.Helper()
	r, err := srv.Client().Get(srv.URL + "/api/v1/locate?lon=116.003&lat=39.003&fields=border")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	_, rest, _ := strings.Cut(bodyOf(t, r), `"distance_m":`)
	number, _, _ := strings.Cut(rest, ",")
	return number
}

func TestBulkRefusals(t *testing.T) {
	d := newDesk(t, nil, nil)
	srv := bulkServer(t, d)
	const line = `{"lon":116.003,"lat":39.003}`
	for _, c := range []struct {
		query, media, in, code, parameter string
		status                            int
	}{
		{"?nix=1", ndjson, line, "unknown_parameter", "nix", 400},
		{"?columns=people", ndjson, line, "unknown_value", "columns", 400},
		{"?columns=codes", "application/json", line, "unknown_parameter", "columns", 400},
		{"?lon_field=x", ndjson, line, "unknown_parameter", "lon_field", 400},
		{"?crs=mars", ndjson, line, "unknown_crs", "crs", 400},
		{"?at=yesterday", ndjson, line, "bad_time", "at", 400},
		{"?revision=9", ndjson, line, "unknown_revision", "", 404},
		{"?kinds=pub", ndjson, line, "unknown_kind", "kinds", 400},
		{"", "text/plain", line, "unsupported_type", "Content-Type", 415},
		{"", "text/csv; charset=big5", line, "unsupported_type", "Content-Type", 415},
		{"", ndjson + "; charset=gbk", line, "unsupported_type", "Content-Type", 415},
		{"", "text/csv", "", "empty_file", "", 400},
		{"", "text/csv", "a,lat\n", "unknown_field", "", 400},
		{"", "text/csv", "lon,lat,error\n", "column_exists", "", 400},
		{"", "text/csv", "lon,lat,lat\n", "repeated_column", "", 400},
		{"", "text/csv", "lon,lat\n1,\"2\n", "bad_csv", "", 400},
		{"", "text/csv", "lon,lat,名\n1,2,\xff\xff\n", "bad_body", "", 400},
		{"?lon_field=nix", "text/csv", "lon,lat\n" + strings.Repeat("1,2\n", 5_000_000), "unknown_field", "", 400}, // the client sends all before it reads
	} {
		p := problemOf(t, send(t, srv, c.query, c.media, strings.NewReader(c.in)))
		if p.Status != c.status || p.Code != c.code || p.Parameter != c.parameter {
			t.Errorf("%s %s %.20q: %+v", c.query, c.media, c.in, p)
		}
	}
	if p := problemOf(t, send(t, srv, "", ndjson, strings.NewReader("x"), "Content-Encoding", "gzip")); p.Code != "bad_body" {
		t.Errorf("no gzip: %+v", p)
	}
	for media, text := range map[string]string{ndjson: line, "text/csv": "lon,lat\n"} {
		var zipped bytes.Buffer
		z := gzip.NewWriter(&zipped)
		if _, err := io.WriteString(z, text); err != nil || z.Close() != nil {
			t.Fatal(err)
		}
		for name, in := range map[string]io.Reader{"at once": bytes.NewReader(zipped.Bytes()), "byte by byte": iotest.OneByteReader(bytes.NewReader(zipped.Bytes()))} {
			p := problemOf(t, send(t, srv, "", media, in))
			if p.Status != 400 || p.Code != "bad_body" || p.Parameter != "Content-Encoding" || !strings.Contains(p.Detail, "Content-Encoding: gzip") {
				t.Errorf("gzip that does not say so, %s, %s: %+v", media, name, p)
			}
		}
	}
	if p := problemOf(t, send(t, srv, "?columns=post", ndjson, strings.NewReader(line))); p.Detail != `columns cannot be "post"; known are codes, border, station, posts, all` {
		t.Errorf("%+v", p)
	}
	if p := problemOf(t, send(t, srv, "", ndjson, strings.NewReader("x"), "Content-Encoding", "br")); p.Code != "unsupported_type" || p.Status != 415 || p.Parameter != "Content-Encoding" {
		t.Errorf("br: %+v", p)
	}
	if log := d.log.String(); strings.Contains(log, "116.003") || strings.Contains(log, `"level":"ERROR"`) {
		t.Errorf("the log: %s", log)
	}
}

func TestBulkGzip(t *testing.T) {
	srv := bulkServer(t, newDesk(t, nil, nil))
	const lines = 100_000
	plain := strings.Repeat(`{"lon":116.003,"lat":39.003,"id":"x"}`+"\n", lines)
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := io.WriteString(z, plain); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	r := send(t, srv, "", ndjson, bytes.NewReader(zipped.Bytes()), "Content-Encoding", "gzip")
	if got := bodyOf(t, r); got != strings.Repeat(`{"id":"x",`+inA, lines) {
		t.Errorf("%d: %d bytes, %.200q", r.StatusCode, len(got), got)
	}
	// Half of it: the answers have begun, so the end is missing.
	half, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+"/api/v1/locate", bytes.NewReader(zipped.Bytes()[:zipped.Len()/2]))
	if err != nil {
		t.Fatal(err)
	}
	half.Header.Set("Content-Type", ndjson)
	half.Header.Set("Content-Encoding", "gzip")
	r, err = srv.Client().Do(half)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if text, err := io.ReadAll(r.Body); err == nil {
		t.Errorf("half a gzip: %d and a whole answer of %d bytes", r.StatusCode, len(text))
	}
}

// TestBulkIsLocateIn: the same bytes as from the command line, which writes what LocateCSV
// writes.
func TestBulkIsLocateIn(t *testing.T) {
	d := newDesk(t, nil, nil)
	srv := bulkServer(t, d)
	var in strings.Builder
	in.WriteString("\ufeffid,lon,lat,\"a \"\"b\"\"\"\n")
	for i := range 200_000 {
		fmt.Fprintf(&in, "%d,%.7f,%.8f,\"x,%d\"\n", i, 115.99+float64(i%400)*1e-4, 38.995+float64(i%211)*1e-4, i)
	}
	for _, columns := range []atlas.Columns{atlas.ColumnsCodes, atlas.ColumnsAll} {
		var want bytes.Buffer
		b := atlas.Bulk{LonField: "lon", LatField: "lat", Columns: columns}
		if _, err := d.atlas.Current().LocateCSV(t.Context(), strings.NewReader(in.String()), &want, b); err != nil {
			t.Fatal(err)
		}
		got := bodyOf(t, send(t, srv, "?columns="+string(columns), "text/csv", strings.NewReader(in.String())))
		if got != want.String() {
			t.Errorf("%s: %d bytes over HTTP, %d from LocateCSV", columns, len(got), want.Len())
		}
	}
}

// TestBulkAtOnce: beyond the bound there is 503 with Retry-After, and afterwards a place again.
func TestBulkAtOnce(t *testing.T) {
	srv := bulkServer(t, newDesk(t, nil, func(c *httpapi.Config) { c.BulkAtOnce = 1 }))
	done := make(chan string)
	begin := func() *io.PipeWriter {
		body, more := io.Pipe()
		go func() { done <- bodyOf(t, send(t, srv, "", ndjson, body)) }()
		if _, err := io.WriteString(more, `{"lon":116.003,"lat":39.003}`+"\n"); err != nil && !errors.Is(err, io.ErrClosedPipe) { // a refused one reads no further
			t.Fatal(err)
		}
		return more
	}
	more := begin()
	for busy := false; !busy; { // the first may not have begun
		r := send(t, srv, "", ndjson, strings.NewReader(""))
		if busy = r.StatusCode == 503; busy {
			if p := problemOf(t, r); p.Code != "busy" || r.Header.Get("Retry-After") == "" {
				t.Errorf("%+v %v", p, r.Header)
			}
		}
		select {
		case <-done: // it came while this one was being answered, and was refused itself
			more = begin()
			busy = false
		default:
		}
	}
	more.Close()
	if got := <-done; got != `{"id":null,`+inA {
		t.Errorf("the first: %q", got)
	}
	for r := send(t, srv, "", ndjson, strings.NewReader("")); r.StatusCode != 200; r = send(t, srv, "", ndjson, strings.NewReader("")) {
		if r.StatusCode != 503 {
			t.Fatal(r.StatusCode)
		}
	}
}
