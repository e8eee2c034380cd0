package postgis_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

const tenMinutes walk.Time = 6000

// routing is a made-up city both as a graph and as a table of pgRouting, with its stations.
type routing struct {
	graph    *walk.Graph
	doors    []walk.Door // facility i is stations[i]
	stations []int64
	conn     *pgx.Conn
}

func newRouting(t testing.TB, size geotest.WalkSize) *routing {
	t.Helper()
	c := geotest.MakeWalkCity(size)
	edges := make([]walk.Edge, len(c.Edges))
	for i, e := range c.Edges {
		edges[i] = walk.Edge{A: uint32(e.A), B: uint32(e.B), Forth: walk.Time(e.Forth), Back: walk.Time(e.Back)}
	}
	graph, err := walk.NewGraph(len(c.Points), edges)
	if err != nil {
		t.Fatal(err)
	}
	r := &routing{graph: graph, conn: routingTable(t, edges)}
	for i, n := range c.Stations {
		r.stations = append(r.stations, int64(n))
		r.doors = append(r.doors, walk.Door{Facility: int32(i), Foothold: atNode(t, graph, uint32(n))})
	}
	return r
}

// atNode is a foothold at a node: the end of whichever edge ends there.
func atNode(t testing.TB, g *walk.Graph, n uint32) walk.Foothold {
	t.Helper()
	arcs := g.Out(n)
	if len(arcs) == 0 {
		t.Fatalf("no street leaves node %d", n)
	}
	if g.Edges()[arcs[0].Edge].A == n {
		return walk.Foothold{Edge: arcs[0].Edge}
	}
	return walk.Foothold{Edge: arcs[0].Edge, Along: 1 << 16}
}

// routingTable fills the table e with edges; what one may not walk costs -1.
func routingTable(t testing.TB, edges []walk.Edge) *pgx.Conn {
	t.Helper()
	url := pgtest.URL(t)
	pgtest.Extend(t, url, "pgrouting")
	conn := connect(t, url)
	run(t, conn, `CREATE TABLE e (id bigint PRIMARY KEY, source bigint, target bigint, cost float8, reverse_cost float8)`)
	cost := func(x walk.Time) float64 {
		if x == walk.Never {
			return -1
		}
		return float64(x)
	}
	rows := pgx.CopyFromSlice(len(edges), func(i int) ([]any, error) {
		e := edges[i]
		return []any{int64(i), int64(e.A), int64(e.B), cost(e.Forth), cost(e.Back)}, nil
	})
	if _, err := conn.CopyFrom(context.Background(), pgx.Identifier{"e"}, []string{"id", "source", "target", "cost", "reverse_cost"}, rows); err != nil {
		t.Fatal(err)
	}
	run(t, conn, "ANALYZE e")
	return conn
}

// The edges for people who walk to a station: pgRouting walks from it, so against them.
const towards = `'SELECT id, source, target, reverse_cost AS cost, cost AS reverse_cost FROM e'`

// driving are the nodes within the limit of each station, as pgRouting finds them.
func (r *routing) driving(t testing.TB, edges string, limit walk.Time) map[int64][]walk.Reached {
	t.Helper()
	rows, err := r.conn.Query(context.Background(),
		`SELECT from_v, node, agg_cost FROM pgr_drivingDistance(`+edges+`, $1::bigint[], $2::float8, true)`, r.stations, float64(limit))
	if err != nil {
		t.Fatal(err)
	}
	out := map[int64][]walk.Reached{}
	var from, node int64
	var cost float64
	_, err = pgx.ForEachRow(rows, []any{&from, &node, &cost}, func() error {
		if cost != float64(walk.Time(cost)) {
			return fmt.Errorf("node %d is %v from station %d, no whole number", node, cost, from)
		}
		out[from] = append(out[from], walk.Reached{Node: uint32(node), Time: walk.Time(cost)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestWalkReachEqualsPgRouting: pgRouting, which shares no line with geo/walk, finds the same
// nodes at the same times from each station, in both directions.
func TestWalkReachEqualsPgRouting(t *testing.T) {
	r := newRouting(t, geotest.WalkTown)
	for name, x := range map[string]struct {
		edges string
		dir   walk.Direction
	}{
		"to":   {towards, walk.ToFacility},
		"from": {`'SELECT id, source, target, cost, reverse_cost FROM e'`, walk.FromFacility},
	} {
		t.Run(name, func(t *testing.T) {
			r.compare(t, x.edges, x.dir)
		})
	}
}

// compare holds the ten-minute set of each station against pgRouting's.
func (r *routing) compare(t *testing.T, edges string, dir walk.Direction) {
	t.Helper()
	field, err := r.graph.Reach(dir, r.doors, tenMinutes)
	if err != nil {
		t.Fatal(err)
	}
	peer, pairs := r.driving(t, edges, tenMinutes), 0
	for i, station := range r.stations {
		got, want := byNode(field.By(int32(i))), byNode(peer[station])
		if !slices.Equal(got, want) {
			t.Errorf("station %d at node %d: %d nodes, pgRouting finds %d, others or at other times", i, station, len(got), len(want))
		}
		pairs += len(want)
	}
	if t.Logf("%d stations, %d pairs", len(r.stations), pairs); pairs < 10*len(r.stations) {
		t.Fatalf("pgRouting finds only %d pairs: the comparison says nothing", pairs)
	}
}

func byNode(list []walk.Reached) []walk.Reached {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b walk.Reached) int { return int(a.Node) - int(b.Node) })
	return list
}

// TestWalkRealNetworksEqualPgRouting: the same over networks of OpenStreetMap, built by the
// rules as a city's is, with one-way arcs and islands, from some hundred of their nodes.
func TestWalkRealNetworksEqualPgRouting(t *testing.T) {
	for _, name := range []string{
		"walknet/beijing-bupt-campus.osm", "walknet/jiangxi-guixi.osm", "walknet/shanghai-jingan-2km.osm", "osm/monaco-latest.osm.pbf", "osm/shenzhen_osmnx.graphml",
	} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			n, err := streets.Read(t.Context(), filepath.Join(geotest.DataDir(t), filepath.FromSlash(name)), streets.Options{})
			if err != nil {
				t.Fatal(err)
			}
			net, _, err := walk.Build(streets.Walk(n.Lines), walk.DefaultRules(), "adult")
			if err != nil {
				t.Fatal(err)
			}
			g := net.Graph()
			r := &routing{graph: g, conn: routingTable(t, g.Edges())}
			for i := 0; i < g.Nodes(); i += max(1, g.Nodes()/150) {
				if len(g.Out(uint32(i))) > 0 {
					r.doors = append(r.doors, walk.Door{Facility: int32(len(r.doors)), Foothold: atNode(t, g, uint32(i))})
					r.stations = append(r.stations, int64(i))
				}
			}
			r.compare(t, towards, walk.ToFacility)
		})
	}
}

// BenchmarkWalkPeers makes the ten-minute sets of 1,700 stations and the field of the nearest
// one over 226,000 nodes, beside the one call of pgRouting that gives the same. Times are the
// processor's, of the database that of its backend.
func BenchmarkWalkPeers(b *testing.B) {
	r := newRouting(b, geotest.WalkBenchmark)
	b.Run("reach", func(b *testing.B) {
		r.beside(b, `SELECT count(*) FROM pgr_drivingDistance(`+towards+`, $1::bigint[], $2::float8, true)`, func() (func() int, error) {
			f, err := r.graph.Reach(walk.ToFacility, r.doors, tenMinutes)
			return func() (pairs int) {
				for i := range r.doors {
					pairs += len(f.By(int32(i)))
				}
				return pairs
			}, err
		})
	})
	b.Run("nearest", func(b *testing.B) {
		r.beside(b, `SELECT count(*) FROM pgr_drivingDistance(`+towards+`, $1::bigint[], $2::float8, true, equicost := true)`, func() (func() int, error) {
			f, err := r.graph.Nearest(walk.ToFacility, r.doors, tenMinutes)
			return func() (nodes int) {
				for n := range r.graph.Nodes() {
					if _, ok := f.Of(uint32(n)); ok {
						nodes++
					}
				}
				return nodes
			}, err
		})
	})
}

// beside runs both a few times, one after the other, and tells the ratio of the middle ones.
func (r *routing) beside(b *testing.B, sql string, own func() (count func() int, err error)) {
	var ours, theirs []time.Duration
	mine := 0
	for b.Loop() {
		for range 9 {
			start := processTime(b)
			c, err := own()
			ours = append(ours, processTime(b)-start)
			if err != nil {
				b.Fatal(err)
			}
			mine = c()
		}
		before := pgtest.BackendTime(b, r.conn)
		found := value[int](b, r.conn, sql, r.stations, float64(tenMinutes))
		theirs = append(theirs, pgtest.BackendTime(b, r.conn)-before)
		b.ReportMetric(float64(mine-found), "fewer-there")
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	median, peer := ours[len(ours)/2], theirs[len(theirs)/2]
	b.ReportMetric(float64(median.Microseconds())/1000, "cpu-ms/own")
	b.ReportMetric(float64(peer.Microseconds())/1000, "cpu-ms/pgrouting")
	b.ReportMetric(float64(peer)/float64(median), "x-pgrouting")
}
