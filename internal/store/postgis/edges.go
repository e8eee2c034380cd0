package postgis

import (
	"math/big"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// runLength is the number of edges in a row of area_edges. owner() reads the rows whose
// reach holds the point, wholly: short rows cost the index, long ones cost reading.
const runLength = 32

// run is a stretch of an area's border: edges that go upwards, as parallel arrays.
type run struct {
	reach          geo.Box
	x1, y1, x2, y2 []int32
}

func (r *run) add(a, b geo.Point) {
	r.x1, r.y1 = append(r.x1, a.X), append(r.y1, a.Y)
	r.x2, r.y2 = append(r.x2, b.X), append(r.y2, b.Y)
	r.reach = r.reach.Extend(a).Extend(b)
}

// runs cuts the border of a shape. Level edges are left out, for no ray of the owner rule
// crosses them (geo.CrossesEast).
func runs(m geo.MultiPolygon) []run {
	var out []run
	west := m.Box().Min.X
	for _, poly := range m {
		for _, ring := range poly {
			open := false
			ring.Edges(func(a, b geo.Point) {
				if a.Y == b.Y {
					return
				}
				if a.Y > b.Y {
					a, b = b, a
				}
				if !open || len(out[len(out)-1].x1) == runLength {
					out = append(out, run{reach: geo.EmptyBox()})
					open = true
				}
				out[len(out)-1].add(a, b)
			})
		}
	}
	for i := range out {
		out[i].reach.Min.X = west
	}
	return out
}

var edgeColumns = []string{"rev_from", "seq", "layer", "valid_from", "valid_to", "reach", "x1", "y1", "x2", "y2"}

// edgeRows gives the values of edgeColumns, run after run; nil at the end.
func edgeRows(vs []city.Version) func() ([]any, error) {
	next, seq := 0, 0
	var left []run
	return func() ([]any, error) {
		for len(left) == 0 {
			if next == len(vs) {
				return nil, nil
			}
			left, seq = runs(vs[next].Shape), next
			next++
		}
		r, v := left[0], &vs[seq]
		left = left[1:]
		corner := func(p geo.Point) pgtype.Vec2 { return pgtype.Vec2{X: float64(p.X), Y: float64(p.Y)} }
		reach := pgtype.Box{Valid: true, P: [2]pgtype.Vec2{corner(r.reach.Max), corner(r.reach.Min)}}
		return []any{v.RevFrom, seq, v.Layer, date(v.Valid.From), date(v.Valid.To), reach, r.x1, r.y1, r.x2, r.y2}, nil
	}
}

// twiceArea is geo.MultiPolygon.TwiceArea as a number that PostgreSQL takes.
func twiceArea(m geo.MultiPolygon) *big.Int {
	sum := new(big.Int)
	for _, poly := range m {
		for i, ring := range poly {
			area := ringTwiceArea(ring)
			if i > 0 {
				area.Neg(area)
			}
			sum.Add(sum, area)
		}
	}
	return sum
}

// ringTwiceArea is the size of a ring by the shoelace formula.
func ringTwiceArea(r geo.Ring) *big.Int {
	sum, product := new(big.Int), new(big.Int)
	r.Edges(func(a, b geo.Point) {
		sum.Add(sum, product.SetInt64(int64(a.X)*int64(b.Y)))
		sum.Sub(sum, product.SetInt64(int64(b.X)*int64(a.Y)))
	})
	return sum.Abs(sum)
}
