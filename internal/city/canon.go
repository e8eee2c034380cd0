package city

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"slices"
	"sync"

	"github.com/fxamacker/cbor/v2"
)

// areaBody is the canonical content of an area: no id, no revision, no period.
type areaBody struct {
	Layer      string            `cbor:"layer"`
	Code       string            `cbor:"code"`
	Names      Names             `cbor:"names"`
	Parent     string            `cbor:"parent,omitempty"`
	Former     []string          `cbor:"former,omitempty"`
	Shape      [][][]int32       `cbor:"shape"` // polygons, rings, x,y,x,y… in lattice units
	Class      map[string]string `cbor:"class,omitempty"`
	Households *int64            `cbor:"households,omitempty"`
	Population *int64            `cbor:"population,omitempty"`
	Source     string            `cbor:"source,omitempty"`
	DataDate   string            `cbor:"data_date,omitempty"`
}

// versionBody is a version inside a log body.
type versionBody struct {
	ID         int64           `cbor:"id"`
	From       string          `cbor:"from"`
	To         string          `cbor:"to"`
	Successors []string        `cbor:"successors,omitempty"`
	Area       cbor.RawMessage `cbor:"area,omitempty"`
	Content    cbor.RawMessage `cbor:"content,omitempty"`
}

// LogBody is what the change log says of one entry: the operation and all that it needs
// to be done again on a copy. Its canonical CBOR (RFC 8949 §4.2.1) is hashed. Areas came
// first and have no kind; their content is called area, that of the other kinds content.
type LogBody struct {
	Kind       string          `cbor:"kind,omitempty"`
	Op         Op              `cbor:"op"`
	Layer      string          `cbor:"layer"`
	Code       string          `cbor:"code"`
	From       string          `cbor:"from,omitempty"`
	To         string          `cbor:"to,omitempty"`
	ID         int64           `cbor:"id,omitempty"`
	Successors []string        `cbor:"successors,omitempty"`
	Area       cbor.RawMessage `cbor:"area,omitempty"`
	Content    cbor.RawMessage `cbor:"content,omitempty"`
	Versions   []versionBody   `cbor:"versions,omitempty"`
}

var encMode = sync.OnceValues(func() (cbor.EncMode, error) {
	return cbor.CoreDetEncOptions().EncMode()
})

var decMode = sync.OnceValues(func() (cbor.DecMode, error) {
	return cbor.DecOptions{MaxArrayElements: 1 << 27, MaxMapPairs: 1 << 16, MaxNestedLevels: 16}.DecMode()
})

func (a *Area) body() any {
	return areaBody{
		Layer: a.Layer, Code: a.Code, Names: a.Names, Parent: a.Parent, Former: a.Former,
		Shape: flatten(a.Shape), Class: a.Class, Households: a.Households, Population: a.Population,
		Source: a.Source, DataDate: a.DataDate,
	}
}

func (b *areaBody) content() (Content, error) {
	shape, err := unflatten(b.Shape)
	if err != nil {
		return nil, err
	}
	return &Area{
		Layer: b.Layer, Code: b.Code, Names: b.Names, Parent: b.Parent, Former: b.Former,
		Shape: shape, Class: b.Class, Households: b.Households, Population: b.Population,
		Source: b.Source, DataDate: b.DataDate,
	}, nil
}

// Encode gives the canonical CBOR of a content: equal content, equal bytes.
func Encode(c Content) ([]byte, error) {
	mode, err := encMode()
	if err != nil {
		return nil, err
	}
	return mode.Marshal(c.body())
}

// Decode reads what Encode wrote of a content of that kind.
func Decode(kind RecordKind, b []byte) (Content, error) {
	var body interface{ content() (Content, error) }
	switch kind {
	case KindArea:
		body = new(areaBody)
	case KindBuilding:
		body = new(buildingBody)
	case KindLine:
		body = new(lineBody)
	case KindOrganisation:
		body = new(organisationBody)
	case KindPerson:
		body = new(personBody)
	case KindPlace:
		body = new(placeBody)
	case KindPost:
		body = new(postBody)
	default:
		return nil, Errorf(Invalid, "bad_entry", "%d is no kind of record", kind)
	}
	if err := decode(b, body); err != nil {
		return nil, err
	}
	c, err := body.content()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", kind, err)
	}
	return c, nil
}

// EncodeEntry gives the canonical log body of an entry; id is the permanent id.
func EncodeEntry(e *Entry, id int64) ([]byte, error) {
	mode, err := encMode()
	if err != nil {
		return nil, err
	}
	body := LogBody{
		Op: e.Op, Layer: e.Key.Layer, Code: e.Key.Code,
		From: e.Valid.From.String(), To: e.Valid.To.String(), ID: id, Successors: e.Successors,
	}
	if e.Key.Kind != KindArea {
		body.Kind = e.Key.Kind.String()
	}
	if e.Content != nil {
		if body.Area, body.Content, err = encodeInLog(e.Content); err != nil {
			return nil, err
		}
	}
	for i := range e.Versions {
		v := &e.Versions[i]
		vb := versionBody{ID: v.ID, From: v.Valid.From.String(), To: v.Valid.To.String(), Successors: v.Successors}
		if vb.Area, vb.Content, err = encodeInLog(v.Content); err != nil {
			return nil, err
		}
		body.Versions = append(body.Versions, vb)
	}
	return mode.Marshal(body)
}

// EncodePut gives the canonical log body of the put of a content, whose canonical CBOR is given,
// under a permanent id: the bytes of EncodeEntry.
func EncodePut(k Key, valid Period, id int64, content []byte) ([]byte, error) {
	mode, err := encMode()
	if err != nil {
		return nil, err
	}
	body := LogBody{Op: Put, Layer: k.Layer, Code: k.Code, From: valid.From.String(), To: valid.To.String(), ID: id}
	if k.Kind == KindArea {
		body.Area = content
	} else {
		body.Kind, body.Content = k.Kind.String(), content
	}
	return mode.Marshal(body)
}

// encodePutEntry is EncodeEntry of a put whose canonical content is known.
func encodePutEntry(e *Entry, id int64, content []byte) ([]byte, error) {
	if len(e.Successors) > 0 || len(e.Versions) > 0 {
		return EncodeEntry(e, id)
	}
	return EncodePut(e.Key, e.Valid, id, content)
}

// encodeInLog gives the content under the name that it has in a log body.
func encodeInLog(c Content) (area, other cbor.RawMessage, err error) {
	b, err := Encode(c)
	if _, ok := c.(*Area); ok {
		return b, nil, err
	}
	return nil, b, err
}

// DecodeEntry reads what EncodeEntry wrote.
func DecodeEntry(b []byte) (Entry, int64, error) {
	var body LogBody
	if err := decode(b, &body); err != nil {
		return Entry{}, 0, err
	}
	e, err := body.entry()
	return e, body.ID, err
}

func (b *LogBody) entry() (Entry, error) {
	kind := KindArea
	var err error
	if b.Kind != "" {
		if kind, err = ParseRecordKind(b.Kind); err != nil {
			return Entry{}, err
		}
	}
	valid, err := ParsePeriod(b.From, b.To)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Op: b.Op, Key: Key{Kind: kind, Layer: b.Layer, Code: b.Code}, Valid: valid, Successors: b.Successors}
	if len(b.Area)+len(b.Content) > 0 {
		if e.Content, err = decodeInLog(kind, b.Area, b.Content); err != nil {
			return Entry{}, err
		}
	}
	for _, vb := range b.Versions {
		c, err := decodeInLog(kind, vb.Area, vb.Content)
		if err != nil {
			return Entry{}, err
		}
		p, err := ParsePeriod(vb.From, vb.To)
		if err != nil {
			return Entry{}, err
		}
		e.Versions = append(e.Versions, Record{Content: c, ID: vb.ID, Valid: p, Successors: vb.Successors})
	}
	return e, nil
}

func decodeInLog(kind RecordKind, area, other cbor.RawMessage) (Content, error) {
	if kind == KindArea {
		return Decode(kind, area)
	}
	return Decode(kind, other)
}

func decode(b []byte, into any) error {
	mode, err := decMode()
	if err != nil {
		return err
	}
	return mode.Unmarshal(b, into)
}

// ChainHash is the hash of a revision: sha256(prev ‖ rev as uint64 big-endian ‖ timeline
// as UTF-8 ‖ each sha256(body) in seq order).
func ChainHash(prev [32]byte, rev int64, timeline string, log []LogEntry) [32]byte {
	c := NewChain(prev, rev, timeline)
	for i := range log {
		c.Add(log[i].Body)
	}
	return c.Sum()
}

// Chain makes a ChainHash body by body.
type Chain struct{ h hash.Hash }

// NewChain begins the hash of a revision.
func NewChain(prev [32]byte, rev int64, timeline string) Chain {
	h := sha256.New()
	h.Write(prev[:])
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(rev))
	h.Write(n[:])
	h.Write([]byte(timeline))
	return Chain{h}
}

// Add takes the next body of the log.
func (c Chain) Add(body []byte) {
	sum := sha256.Sum256(body)
	c.h.Write(sum[:])
}

// Sum is the hash of what was added.
func (c Chain) Sum() [32]byte { return [32]byte(c.h.Sum(nil)) }

// ContentHash is sha256 over the canonical contents in force, by kind and key, each as
// its length (uint64 big-endian) and bytes: equal content gives an equal hash whatever
// the store, its ids and its revisions. What is sealed of a person is not part of it, for its
// key is another one in each store.
func ContentHash(in []Record) ([32]byte, error) {
	rs := slices.Clone(in)
	SortRecords(rs)
	h := sha256.New()
	for i := range rs {
		b, err := Encode(unsealed(rs[i].Content))
		if err != nil {
			return [32]byte{}, err
		}
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	return [32]byte(h.Sum(nil)), nil
}
