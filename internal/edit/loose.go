package edit

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Loose is a street or path that does not hang together with the streets of the city.
type Loose struct {
	Layer string    `json:"layer"`
	Code  string    `json:"code"`
	At    orb.Point `json:"at" doc:"where the part of it begins that does not"`
}

// loose finds, of the streets and paths that the change writes, those that lie apart: the network joins lines where
// they share a vertex (geo/walk), and nobody walks onto what is joined with the largest part of it by none, directly
// or over others, however many lines hang together there.
func (o *outcome) loose(ctx context.Context) error {
	written := map[city.Key]*city.Line{}
	for i := range o.applied.Inserted {
		r := &o.applied.Inserted[i]
		if l, ok := r.Content.(*city.Line); ok && isStreet(l.Layer) && r.Valid.Holds(o.at) {
			written[r.Key()] = l
		}
	}
	if len(written) == 0 {
		return nil
	}
	net := joints{at: map[geo.Point]int32{}}
	for _, layer := range []string{city.LayerRoad, city.LayerPath} {
		rs, err := o.w.r.Records(ctx, city.Query{Kind: city.KindLine, Layer: layer, At: &o.at, Revision: o.w.State.Revision})
		if err != nil {
			return err
		}
		for i := range rs {
			r := &rs[i]
			l, ok := r.Content.(*city.Line)
			if again := written[r.Key()]; ok && again == nil && !o.dead[rowName{r.ID, r.RevFrom, r.Valid.From}] {
				net.add(l)
			}
		}
	}
	keys := slices.SortedFunc(maps.Keys(written), func(a, b city.Key) int {
		return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.Code, b.Code))
	})
	first := make([]int32, len(keys)) // number of each one's first part
	for i, k := range keys {
		first[i] = net.add(written[k])
	}
	apart := net.apart()
	for i, k := range keys {
		for part, line := range written[k].Shape {
			if apart(first[i] + int32(part)) {
				o.report.Loose = append(o.report.Loose, Loose{Layer: k.Layer, Code: k.Code, At: line[0].LonLat()})
				break
			}
		}
	}
	return nil
}

func isStreet(layer string) bool { return layer == city.LayerRoad || layer == city.LayerPath }

// joints join the parts of lines that share a vertex into what hangs together: a forest over the numbers of the parts.
type joints struct {
	at   map[geo.Point]int32 // a part that has the vertex
	up   []int32             // the part above; a root is its own
	size []int32             // vertices of what hangs on a root
}

// add joins the parts of a line with those that are there; it answers the number of the first of them.
func (j *joints) add(l *city.Line) int32 {
	first := int32(len(j.up))
	for _, part := range l.Shape {
		n := int32(len(j.up))
		j.up, j.size = append(j.up, n), append(j.size, int32(len(part)))
		for _, p := range part {
			if other, there := j.at[p]; there {
				j.join(n, other)
			} else {
				j.at[p] = n
			}
		}
	}
	return first
}

func (j *joints) root(n int32) int32 {
	for j.up[n] != n {
		j.up[n] = j.up[j.up[n]]
		n = j.up[n]
	}
	return n
}

func (j *joints) join(a, b int32) {
	if a, b = j.root(a), j.root(b); a == b {
		return
	}
	if j.size[a] < j.size[b] {
		a, b = b, a
	}
	j.up[b] = a
	j.size[a] += j.size[b]
}

// apart tells of parts whether they lie apart from what is largest by vertices; so does one that hangs together with
// no other, where none is larger.
func (j *joints) apart() func(n int32) bool {
	best, several := int32(0), false
	for n := range j.up {
		if r := j.root(int32(n)); j.size[r] > j.size[j.root(best)] {
			best = r
		}
	}
	best = j.root(best)
	for n := range j.up {
		several = several || int32(n) != best && j.root(int32(n)) == best
	}
	return func(n int32) bool { return !several || j.root(n) != best }
}
