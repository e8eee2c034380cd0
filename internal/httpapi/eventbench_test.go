package httpapi_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkEditToTile moves the border between two grids of the demo city, by POST over
// loopback, while a page listens: it ends when the page has the new tile of zoom 16, with the
// layers that the page asks for. Every move is of another pair of grids, or takes one back.
// p50_ms and p95_ms are of the whole, tiles/op of the tiles that were told of.
func BenchmarkEditToTile(b *testing.B) {
	api := demoServer(b)
	srv := httptest.NewServer(api)
	defer srv.Close()
	defer api.Stop() // or the server waits for the listener
	client := editClient{b, srv.URL}
	moves := client.moves(20)
	const keys = "grid,compound,path,wall,building,place,border"
	client.body("/tiles/" + keys + "/0/0/0.mvt") // somebody looks at the map
	events := client.listen()
	revision := events.until("revision").Revision
	var took []time.Duration
	told := 0
	for i := 0; b.Loop(); i++ {
		m := &moves[i/2%len(moves)]
		path := m.out
		if i%2 == 1 {
			path = m.back
		}
		start := time.Now()
		client.post(path, revision)
		e := events.until("tiles")
		at := ""
		for _, l := range e.Layers {
			told += len(l.Tiles)
			if n := len(l.Tiles); l.Layer == "grid" && n > 0 {
				at = l.Tiles[n-1]
			} else if l.Layer == "grid" {
				at = "16/0/0"
			}
		}
		if at == "" {
			b.Fatalf("no tile of the grids is named: %+v", e)
		}
		client.body("/tiles/" + keys + "/" + at + ".mvt")
		took = append(took, time.Since(start))
		revision = e.Revision
	}
	slices.Sort(took)
	ms := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))]) / float64(time.Millisecond)
	}
	b.ReportMetric(ms(0.5), "p50_ms")
	b.ReportMetric(ms(0.95), "p95_ms")
	b.ReportMetric(float64(told)/float64(len(took)), "tiles/op")
}

// editClient is a page and one who edits.
type editClient struct {
	b    *testing.B
	base string
}

func (c editClient) body(path string) []byte {
	res, err := http.Get(c.base + path)
	if err != nil {
		c.b.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode > 204 {
		c.b.Fatalf("%s: %s %s %v", path, res.Status, body, err)
	}
	return body
}

func (c editClient) post(body string, revision int64) {
	r, err := http.NewRequest(http.MethodPost, c.base+"/api/v1/changes", strings.NewReader(body))
	if err != nil {
		c.b.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("If-Match", fmt.Sprintf(`"%d"`, revision))
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		c.b.Fatal(err)
	}
	defer res.Body.Close()
	if text, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusCreated {
		c.b.Fatalf("%s %s", res.Status, text)
	}
}

// move bends a border between two grids, and straightens it again.
type move struct{ out, back string }

// moves are those of as many pairs of grids, drawn at random.
func (c editClient) moves(n int) (out []move) {
	var all struct {
		Areas []struct{ Code, Parent string }
	}
	c.read("/api/v1/areas?layer=grid&limit=1000", &all)
	r := rand.New(rand.NewPCG(1, 2))
	for len(out) < n {
		a := all.Areas[r.IntN(len(all.Areas))]
		var list struct {
			Neighbours []struct{ Code, Parent string }
		}
		c.read("/api/v1/areas/grid/"+a.Code+"/neighbours", &list)
		for _, b := range list.Neighbours {
			if p, q, ok := c.stretch(a.Code, b.Code); ok {
				out = append(out, bend(a.Code, b.Code, p, q))
				break
			}
		}
	}
	return out
}

func (c editClient) read(path string, into any) {
	if err := json.Unmarshal(c.body(path), into); err != nil {
		c.b.Fatal(err)
	}
}

// stretch is an edge of some 20 m and more that both grids have.
func (c editClient) stretch(a, b string) (p, q [2]float64, ok bool) {
	edges := map[[4]float64]bool{}
	for _, code := range []string{a, b} {
		var f struct {
			Geometry struct{ Coordinates json.RawMessage }
		}
		c.read("/api/v1/areas/grid/"+code+"?f=geojson", &f)
		for _, e := range edgesIn(f.Geometry.Coordinates) {
			if edges[[4]float64{e[2], e[3], e[0], e[1]}] && max(e[2]-e[0], e[0]-e[2])+max(e[3]-e[1], e[1]-e[3]) > 0.0004 {
				return [2]float64{e[0], e[1]}, [2]float64{e[2], e[3]}, true
			}
			if code == a {
				edges[e] = true
			}
		}
	}
	return p, q, false
}

// edgesIn are the edges of all rings of a geometry.
func edgesIn(coordinates json.RawMessage) (out [][4]float64) {
	var ring [][2]float64
	if json.Unmarshal(coordinates, &ring) == nil {
		for i := 1; i < len(ring); i++ {
			out = append(out, [4]float64{ring[i-1][0], ring[i-1][1], ring[i][0], ring[i][1]})
		}
		return out
	}
	var parts []json.RawMessage
	if json.Unmarshal(coordinates, &parts) == nil {
		for _, p := range parts {
			out = append(out, edgesIn(p)...)
		}
	}
	return out
}

func bend(a, b string, p, q [2]float64) move {
	dx, dy := q[0]-p[0], q[1]-p[1]
	mid := fmt.Sprintf("[%.7f,%.7f]", p[0]+dx/2-dy/8, p[1]+dy/2+dx/8)
	text := func(path string) string {
		return fmt.Sprintf(`{"edits":[{"move_arc":{"layer":"grid","between":["%s","%s"],"from":[%.7f,%.7f],"to":[%.7f,%.7f],"path":[%s]}}]}`, a, b, p[0], p[1], q[0], q[1], path)
	}
	return move{out: text(mid), back: text("")}
}

// heardEvents reads a stream of events.
type heardEvents struct {
	b    *testing.B
	read *bufio.Scanner
}

func (c editClient) listen() heardEvents {
	res, err := http.Get(c.base + "/api/v1/events")
	if err != nil {
		c.b.Fatal(err)
	}
	c.b.Cleanup(func() { res.Body.Close() })
	read := bufio.NewScanner(res.Body)
	read.Buffer(nil, 1<<20)
	return heardEvents{c.b, read}
}

// until reads as far as an event of a name.
func (h heardEvents) until(name string) (out renewed) {
	on := false
	for h.read.Scan() {
		line := h.read.Text()
		on = on && line != "" || line == "event: "+name
		if data, ok := strings.CutPrefix(line, "data: "); ok && on {
			if err := json.Unmarshal([]byte(data), &out); err != nil {
				h.b.Fatal(err)
			}
			return out
		}
	}
	h.b.Fatalf("the stream ends: %v", h.read.Err())
	return out
}
