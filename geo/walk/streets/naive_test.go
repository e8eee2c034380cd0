package streets_test

import (
	"encoding/xml"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/geo/walk/streets"
)

// naive is a walking network read from an OSM XML file in the plainest way, to judge the real
// one by: no gates along walls, no lattice, nodes by their ids.
type naive struct {
	at   map[int64][2]float64
	next map[int64][]naiveArc
	wait map[int64]int // of a stop in tenths of a second; -1: nobody passes
}

type naiveArc struct {
	to   int64
	cost int // tenths of a second
}

type naiveFile struct {
	Nodes []struct {
		ID   int64      `xml:"id,attr"`
		Lat  float64    `xml:"lat,attr"`
		Lon  float64    `xml:"lon,attr"`
		Tags []naiveTag `xml:"tag"`
	} `xml:"node"`
	Ways []struct {
		Nodes []struct {
			Ref int64 `xml:"ref,attr"`
		} `xml:"nd"`
		Tags []naiveTag `xml:"tag"`
	} `xml:"way"`
}

type naiveTag struct {
	K string `xml:"k,attr"`
	V string `xml:"v,attr"`
}

func tagMap(tags []naiveTag) map[string]string {
	out := map[string]string{}
	for _, t := range tags {
		out[t.K] = t.V
	}
	return out
}

// may tells whether people may walk or pass, by the tags: foot is stronger than access. guests
// are those who go into a compound to end their walk there.
func may(tags map[string]string, otherwise, guests bool) bool {
	for _, k := range []string{"foot", "access"} {
		switch tags[k] {
		case "yes", "designated", "permissive", "public", "official":
			return true
		case "private", "residents", "destination", "customers", "permit", "delivery", "employees":
			return guests
		case "no", "military":
			return false
		}
	}
	return otherwise
}

func readNaive(t *testing.T, path string, guests bool) *naive {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var f naiveFile
	if err := xml.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	n := &naive{at: map[int64][2]float64{}, next: map[int64][]naiveArc{}, wait: map[int64]int{}}
	stops := map[int64]int{}
	for _, node := range f.Nodes {
		n.at[node.ID] = [2]float64{node.Lon, node.Lat}
		if w, isStop := naiveWait(tagMap(node.Tags), guests); isStop {
			stops[node.ID] = w
		}
	}
	uses := map[int64]int{}
	var walked [][]int64
	var speeds []float64
	for _, w := range f.Ways {
		tags := tagMap(w.Tags)
		h := tags["highway"]
		if h == "" || slices.Contains(noStreet, h) || !may(tags, !strings.HasPrefix(h, "motorway"), guests) {
			continue
		}
		var ids []int64
		for _, nd := range w.Nodes {
			ids = append(ids, nd.Ref)
			uses[nd.Ref]++
		}
		uses[ids[0]]++
		uses[ids[len(ids)-1]]++
		walked = append(walked, ids)
		speeds = append(speeds, map[bool]float64{true: 2.5, false: 4.5}[h == "steps"])
	}
	for i, ids := range walked {
		from, metres := 0, 0.0
		for k := 1; k < len(ids); k++ {
			metres += float64(geo.Distance(n.at[ids[k-1]], n.at[ids[k]]))
			_, stop := stops[ids[k]]
			if uses[ids[k]] < 2 && !stop {
				continue
			}
			cost := int(math.Round(metres / speeds[i] * 36))
			n.next[ids[from]] = append(n.next[ids[from]], naiveArc{ids[k], cost})
			n.next[ids[k]] = append(n.next[ids[k]], naiveArc{ids[from], cost})
			from, metres = k, 0
		}
	}
	for id, w := range stops {
		if len(n.next[id]) > 0 {
			n.wait[id] = w
		}
	}
	return n
}

// naiveWait is the wait at a node in tenths of a second, -1 where nobody passes.
func naiveWait(tags map[string]string, guests bool) (int, bool) {
	switch b := tags["barrier"]; {
	case b == "gate" || b == "lift_gate" || b == "wicket_gate" || b == "swing_gate":
		if tags["locked"] == "yes" || !may(tags, true, guests) {
			return -1, true
		}
		return 30, true
	case b != "":
		return 0, false
	case tags["highway"] == "traffic_signals", tags["highway"] == "crossing" && tags["crossing"] == "traffic_signals":
		return 120, true
	case tags["highway"] == "crossing":
		return 0, true
	case tags["railway"] == "level_crossing", tags["railway"] == "crossing":
		return 150, true
	}
	return 0, false
}

// times are the tenths of a second from a node to all others, by the plainest Dijkstra: the
// nearest node left is looked for among all.
func (n *naive) times(from int64) map[int64]int {
	done, open := map[int64]int{}, map[int64]int{from: 0}
	for len(open) > 0 {
		best, at := math.MaxInt, int64(0)
		for id, t := range open {
			if t < best || t == best && id < at {
				best, at = t, id
			}
		}
		delete(open, at)
		done[at] = best
		wait, stop := n.wait[at]
		if stop && wait < 0 {
			continue
		}
		for _, a := range n.next[at] {
			if _, known := done[a.to]; known {
				continue
			}
			t := best + wait + a.cost
			if old, known := open[a.to]; !known || t < old {
				open[a.to] = t
			}
		}
	}
	return done
}

// TestTimesEqualNaive: from many junctions of the real extracts, the nodes that can be reached
// and the times to them are those of the naive reading, without a difference.
func TestTimesEqualNaive(t *testing.T) {
	for _, e := range extracts {
		t.Run(e.name, func(t *testing.T) {
			path := extract(t, e.name)
			n, guests := readNaive(t, path, false), readNaive(t, path, true)
			network, _, err := walk.Build(streets.Walk(read(t, path, streets.Options{}).Lines), walk.DefaultRules(), walk.Adult)
			if err != nil {
				t.Fatal(err)
			}
			places := map[geo.Point][]uint32{}
			for i := range network.Graph().Nodes() {
				p := network.Node(uint32(i))
				places[p] = append(places[p], uint32(i))
			}
			var ids []int64
			for id := range n.next {
				if _, stop := n.wait[id]; !stop {
					ids = append(ids, id)
				}
			}
			slices.Sort(ids)
			compared := 0
			for k := 0; k < len(ids); k += max(1, len(ids)/25) {
				compared += sameTimes(t, n, guests, network, places, ids[k])
			}
			if compared < 500 {
				t.Errorf("only %d times were compared", compared)
			}
			t.Logf("%d nodes, %d times compared", network.Graph().Nodes(), compared)
		})
	}
}

// sameTimes compares all times from one node. Where only guests come, the way of the real network
// may be no shorter than one for which all compounds are open.
func sameTimes(t *testing.T, n, guests *naive, network *walk.Network, places map[geo.Point][]uint32, from int64) int {
	t.Helper()
	got := graphTimes(network.Graph(), places[n.point(t, from)])
	want, inside := n.places(t, from), guests.places(t, from)
	for p, nodes := range places {
		best := math.MaxInt
		for _, i := range nodes {
			best = min(best, got[i])
		}
		w, reached := want[p]
		least, behind := inside[p]
		switch {
		case reached && best != w:
			t.Errorf("from node %d to %v: %d tenths of a second, naively %d", from, p, best, w)
		case !reached && best != math.MaxInt && (!behind || best < least):
			t.Errorf("from node %d to %v: %d tenths of a second, which nobody can walk", from, p, best)
		}
	}
	for p := range want {
		if len(places[p]) == 0 {
			t.Errorf("from node %d: %v is no node of the network", from, p)
		}
	}
	return len(want)
}

func (n *naive) point(t *testing.T, id int64) geo.Point {
	t.Helper()
	p, err := geo.Snap(n.at[id])
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// places are the times from a node by place.
func (n *naive) places(t *testing.T, from int64) map[geo.Point]int {
	t.Helper()
	out := map[geo.Point]int{}
	for id, time := range n.times(from) {
		p := n.point(t, id)
		if old, known := out[p]; !known || time < old {
			out[p] = time
		}
	}
	return out
}

// graphTimes are the times from one of the nodes, by Bellman and Ford.
func graphTimes(g *walk.Graph, from []uint32) []int {
	out := make([]int, g.Nodes())
	for i := range out {
		out[i] = math.MaxInt
	}
	for _, i := range from {
		out[i] = 0
	}
	for changed := true; changed; {
		changed = false
		for i := range out {
			if out[i] == math.MaxInt {
				continue
			}
			for _, a := range g.Out(uint32(i)) {
				if t := out[i] + int(a.Cost); t < out[a.To] {
					out[a.To], changed = t, true
				}
			}
		}
	}
	return out
}
