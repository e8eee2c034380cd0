package city

import (
	"bytes"
	"reflect"
	"unicode/utf8"
)

// Decoder reads contents of one kind as Decode does. A large city has posts and persons by the hundred
// thousand that say mostly the same, so those that one Decoder read share what they have in common:
// roles, seats, tasks, hours, numbers of offices. It is not safe for concurrent use; what it gave may not
// be changed.
type Decoder struct {
	kind   RecordKind
	texts  map[string]string
	hours  map[string]*Hours // by their bytes, as those that follow
	tasks  map[string][]string
	seats  map[string]Seat
	extras map[string]*PostExtra // by the specialty, which is all that they have

	posts  []Post // the rest of the block from which the next ones are taken
	people []Person
}

// decodeBlock is how many bytes of contents stand in one piece of memory, which is freed as a whole:
// those that the runtime gives but for its own eight.
const decodeBlock = 8<<10 - 8

// NewDecoder makes one for a kind.
func NewDecoder(kind RecordKind) *Decoder {
	return &Decoder{kind: kind, texts: map[string]string{}, hours: map[string]*Hours{}, tasks: map[string][]string{}, seats: map[string]Seat{}, extras: map[string]*PostExtra{}}
}

// Decode reads what Encode wrote; it keeps nothing of b. What is not in the canonical form it leaves to
// the function Decode, whose contents and errors these are.
func (d *Decoder) Decode(b []byte) (Content, error) {
	r := canonReader{rest: b, good: true}
	switch d.kind { //nolint:exhaustive // of the others there are few
	case KindPost:
		if p := d.post(&r); r.good && len(r.rest) == 0 {
			return keep(&d.posts, &p), nil
		}
	case KindPerson:
		if p := d.person(&r); r.good && len(r.rest) == 0 {
			return keep(&d.people, &p), nil
		}
	}
	return Decode(d.kind, b)
}

// keep puts a content into the block.
func keep[T any](block *[]T, v *T) *T {
	if len(*block) == 0 {
		*block = make([]T, decodeBlock/reflect.TypeFor[T]().Size())
	}
	out := &(*block)[0]
	*block = (*block)[1:]
	*out = *v
	return out
}

// post reads the members of a postBody.
func (d *Decoder) post(r *canonReader) (p Post) {
	var x PostExtra
	r.members(func(key []byte) bool {
		switch string(key) {
		case "code":
			p.Code = string(r.text())
		case "role":
			p.Role = d.text(r)
		case "at":
			p.At = once(r, d.seats, d.seat)
		case "person":
			p.Person = string(r.text())
		case "acting":
			p.Acting = r.isTrue()
		case "tasks":
			p.Tasks = once(r, d.tasks, (*canonReader).list)
		case "duty":
			p.Duty = d.text(r)
		case "hours":
			p.Hours = once(r, d.hours, (*canonReader).hours)
		case "stand_ins":
			p.StandIns = r.list()
		case "office_phone":
			p.OfficePhone = d.text(r)
		case "source":
			p.Source = d.text(r)
		case "data_date":
			p.DataDate = d.text(r)
		default:
			return r.rare(key, &x)
		}
		return true
	})
	if r.good {
		p.Extra = d.extra(&x)
	}
	return p
}

// extra is what many have too where it is only what they work at.
func (d *Decoder) extra(x *PostExtra) *PostExtra {
	if x.Names != (Names{}) || len(x.Former) > 0 || len(x.Class) > 0 || x.Specialty == "" {
		return x.Kept()
	}
	if d.extras[x.Specialty] == nil {
		d.extras[x.Specialty] = x.Kept()
	}
	return d.extras[x.Specialty]
}

// rare reads the members of a PostExtra.
func (r *canonReader) rare(key []byte, x *PostExtra) bool {
	switch string(key) {
	case "former":
		x.Former = r.list()
	case "names":
		x.Names = r.names()
	case "specialty":
		x.Specialty = string(r.text())
	case "class":
		raw := r.item()
		return r.good && decode(raw, &x.Class) == nil
	default:
		return false
	}
	return true
}

func (r *canonReader) names() (n Names) {
	r.members(func(key []byte) bool {
		switch string(key) {
		case "zh":
			n.Zh = string(r.text())
		case "zh_hant":
			n.ZhHant = string(r.text())
		case "en":
			n.En = string(r.text())
		default:
			return false
		}
		return true
	})
	return n
}

func (d *Decoder) seat(r *canonReader) (s Seat) {
	kind := false
	r.members(func(key []byte) bool {
		switch string(key) {
		case "kind":
			var err error
			s.Kind, err = ParseRecordKind(d.text(r))
			kind = err == nil
		case "layer":
			s.Layer = d.text(r)
		case "code":
			s.Code = d.text(r)
		default:
			return false
		}
		return true
	})
	r.good = r.good && kind
	return s
}

// person reads the members of a personBody.
func (d *Decoder) person(r *canonReader) (p Person) {
	r.members(func(key []byte) bool {
		switch string(key) {
		case "code":
			p.Code = string(r.text())
		case "former":
			p.Former = r.list()
		case "sealed":
			p.Sealed = bytes.Clone(r.bytes())
		case "source":
			p.Source = d.text(r)
		case "data_date":
			p.DataDate = d.text(r)
		default:
			return false
		}
		return true
	})
	return p
}

// text is one that others have too.
func (d *Decoder) text(r *canonReader) string {
	b := r.text()
	s, known := d.texts[string(b)]
	if !known {
		s = string(b)
		d.texts[s] = s
	}
	return s
}

// once reads an item, or gives what it gave before where its bytes are the same.
func once[T any](r *canonReader, known map[string]T, read func(*canonReader) T) T {
	raw := r.item()
	v, found := known[string(raw)]
	if found || !r.good {
		return v
	}
	in := canonReader{rest: raw, good: true}
	v = read(&in)
	if r.good = in.good; r.good {
		known[string(raw)] = v
	}
	return v
}

// canonReader reads canonical CBOR (RFC 8949 §4.2.1) in memory from its beginning. good turns false at
// whatever is not canonical, or not what is asked for; what is read then means nothing.
type canonReader struct {
	rest []byte
	good bool
}

// The major types of CBOR that contents are made of.
const (
	cborBytes, cborText, cborArray, cborMap, cborOther = 2, 3, 4, 5, 7

	cborFalse, cborTrue = 0xf4, 0xf5
)

// mostNested is how deep items may stand in one another.
const mostNested = 8

// head reads the head of an item: its type, and its number or length.
func (r *canonReader) head() (major byte, n uint64) {
	if !r.good || len(r.rest) == 0 {
		r.good = false
		return 0, 0
	}
	first := r.rest[0]
	r.rest = r.rest[1:]
	major, n = first>>5, uint64(first&0x1f)
	if n < 24 {
		return major, n
	}
	size := 1 << (n - 24)
	if n > 27 || len(r.rest) < size || major == cborOther {
		r.good = false
		return 0, 0
	}
	least := uint64(24)
	if size > 1 {
		least = 1 << (4 * size)
	}
	n = 0
	for _, b := range r.rest[:size] {
		n = n<<8 | uint64(b)
	}
	r.rest = r.rest[size:]
	r.good = n >= least
	return major, n
}

// run reads the bytes of a text or byte string.
func (r *canonReader) run(want byte) []byte {
	major, n := r.head()
	if !r.good || major != want || n > uint64(len(r.rest)) {
		r.good = false
		return nil
	}
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out
}

func (r *canonReader) bytes() []byte { return r.run(cborBytes) }

func (r *canonReader) text() []byte {
	b := r.run(cborText)
	r.good = r.good && utf8.Valid(b)
	return b
}

func (r *canonReader) list() []string {
	n := r.array()
	out := make([]string, 0, n)
	for ; n > 0 && r.good; n-- {
		out = append(out, string(r.text()))
	}
	return out
}

func (r *canonReader) hours() (h *Hours) {
	raw := r.item()
	r.good = r.good && decode(raw, &h) == nil && h != nil
	return h
}

func (r *canonReader) isTrue() bool {
	major, n := r.head()
	r.good = r.good && major == cborOther && (n == cborFalse&0x1f || n == cborTrue&0x1f)
	return n == cborTrue&0x1f
}

// array reads the head of an array and gives how many items it has.
func (r *canonReader) array() int {
	major, n := r.head()
	if r.good = r.good && major == cborArray && n <= uint64(len(r.rest)); !r.good {
		return 0
	}
	return int(n)
}

// members reads a map whose keys are texts in their order. read reads the value of one; it gives false
// for a key that it does not know.
func (r *canonReader) members(read func(key []byte) bool) {
	major, n := r.head()
	r.good = r.good && major == cborMap
	var last []byte
	for ; n > 0 && r.good; n-- {
		at := r.rest
		key := r.text()
		whole := at[:len(at)-len(r.rest)]
		r.good = r.good && bytes.Compare(last, whole) < 0
		last = whole
		r.good = r.good && read(key) && r.good
	}
}

// item reads a whole item and gives its bytes, whatever it is.
func (r *canonReader) item() []byte {
	at := r.rest
	r.skip(mostNested)
	if !r.good {
		return nil
	}
	return at[:len(at)-len(r.rest)]
}

func (r *canonReader) skip(deep int) {
	major, n := r.head()
	r.good = r.good && deep > 0
	switch {
	case !r.good:
	case major == cborBytes || major == cborText:
		if r.good = n <= uint64(len(r.rest)); r.good {
			r.rest = r.rest[n:]
		}
	case major == cborArray || major == cborMap:
		if major == cborMap {
			n *= 2
		}
		for ; n > 0 && r.good; n-- {
			r.skip(deep - 1)
		}
	}
}
