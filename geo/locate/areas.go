package locate

import (
	"fmt"
	"iter"
	"slices"

	"github.com/redsail/redsail/geo"
)

// layer is the areas of a layer by their numbers.
type layer struct {
	key       string
	partition bool
	len       int
	areas     table // addresses of records, or ended
}

// ended is in place of the address of an area that is no more.
const ended = 1<<32 - 1

// record is what an index keeps of an area beside its borders:
//
//	size                  twice the area, high to low
//	box                   west, south, east, north
//	bytes of the code
//	its bytes             four in a number, the first lowest
type record []uint32

const (
	boxAt    = 4
	lengthAt = 8
	codeAt   = 9
)

func (x *Index) record(layer int, area int32) record {
	return record(x.areas.at(x.layers[layer].areas.get(uint32(area))))
}

// appendRecord writes a record.
func appendRecord(words []uint32, f *fact, code string) []uint32 {
	hi, lo := f.size.Words()
	words = append(words, uint32(hi>>32), uint32(hi), uint32(lo>>32), uint32(lo),
		uint32(f.box.Min.X), uint32(f.box.Min.Y), uint32(f.box.Max.X), uint32(f.box.Max.Y), uint32(len(code)))
	for i := 0; i < len(code); i += 4 {
		w := uint32(0)
		for k := range min(4, len(code)-i) {
			w |= uint32(code[i+k]) << (8 * k)
		}
		words = append(words, w)
	}
	for len(words)%quad != 0 {
		words = append(words, 0)
	}
	return words
}

func (r record) size() geo.TwiceArea {
	return geo.TwiceAreaOf(int64(uint64(r[0])<<32|uint64(r[1])), uint64(r[2])<<32|uint64(r[3]))
}

func (r record) box() geo.Box {
	b := r[boxAt:lengthAt]
	return geo.Box{Min: geo.Point{X: int32(b[0]), Y: int32(b[1])}, Max: geo.Point{X: int32(b[2]), Y: int32(b[3])}}
}

func (r record) code() string { return string(r.bytes()) }

// bytes is the code.
func (r record) bytes() []byte {
	n := int(r[lengthAt])
	words := r[codeAt : codeAt+(n+3)/4]
	code := make([]byte, 0, 32) // most are short, and then this is no allocation
	for i := range n {
		code = append(code, byte(words[i/4]>>(8*(i%4))))
	}
	return code
}

// tail is the end of the code and its length, by which most codes differ.
func (r record) tail() [2]uint32 {
	n := r[lengthAt]
	return [2]uint32{n, r[codeAt+(n+3)/4-1]}
}

// fact is what is known of a shape once it was read.
type fact struct {
	box   geo.Box
	size  geo.TwiceArea
	fault string // why it cannot be indexed
}

// inspect reads the shapes of a layer, on all processors.
func inspect(areas []Area) []fact {
	const batch = 256
	facts := make([]fact, len(areas))
	onAll((len(areas)+batch-1)/batch, func(numbers iter.Seq[int]) {
		for n := range numbers {
			for i := n * batch; i < min((n+1)*batch, len(areas)); i++ {
				facts[i] = factOf(areas[i].Shape)
			}
		}
	})
	return facts
}

// factOf finds no fault when the exact tests hold for the shape: their products fit int64
// only for points on the earth.
func factOf(m geo.MultiPolygon) fact {
	f := fact{box: m.Box()}
	rings, vertices := 0, 0
	for _, poly := range m {
		for _, r := range poly {
			rings, vertices = rings+1, vertices+len(r)
			if len(r) < 3 && f.fault == "" {
				f.fault = fmt.Sprintf("a ring has only %d points", len(r))
			}
		}
	}
	switch b := f.box; {
	case vertices > maxVertices:
		f.fault = fmt.Sprintf("has more than %d points", maxVertices)
	case f.fault != "":
	case rings == 0:
		f.fault = "has no ring"
	case b.Min.X < -geo.MaxX || b.Max.X > geo.MaxX || b.Min.Y < -geo.MaxY || b.Max.Y > geo.MaxY:
		f.fault = "reaches beyond ±180°, ±90°"
	default:
		f.size = m.TwiceArea()
		if f.size.Sign() <= 0 {
			f.fault = "covers nothing"
		}
	}
	return f
}

// byRank lists the areas of a layer by exact size, then by code in byte order: of several
// areas that hold a point, the first owns it.
func byRank(areas []Area, facts []fact) []int32 {
	order := make([]int32, len(areas))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		return before(facts[i].size, facts[j].size, areas[i].Code, areas[j].Code)
	})
	return order
}
