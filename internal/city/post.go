package city

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// LayerPost is the layer in the key of every post.
const LayerPost = "post"

// Post is the content of one version of a post: the duty that somebody has for an area, a place,
// a building or an organisation. It says nothing of the person but the code.
type Post struct {
	Code string
	// Extra is what few posts have; nil = nothing. Copies of a post share it, so it is replaced and
	// never changed.
	Extra *PostExtra
	// Role is the key of a role of the scheme.
	Role string
	// At is what the post is for.
	At Seat
	// Person is the code of who holds the post; empty = nobody: see Scheme.Vacant.
	Person string
	// Acting is true of who holds the post besides another one, or until somebody is found.
	Acting bool
	// Tasks are keys of domains of the scheme; Duty says the duty in words.
	Tasks []string
	Duty  string
	// Hours are those of duty; nil = not known.
	Hours *Hours
	// StandIns are codes of the posts whose holders stand in, the first who is on duty first.
	StandIns []string
	// OfficePhone is the number of the office, which anybody may know.
	OfficePhone string
	Source      string
	DataDate    string // YYYY-MM-DD, as the source says; empty = not said
}

// PostExtra stands apart from a post: a city has posts by the hundred thousand, and most have nothing
// of it.
type PostExtra struct {
	// Former are the codes that this same post had before, oldest first.
	Former []string
	Names  Names
	// Specialty is what a professional worker works at.
	Specialty string
	Class     map[string]string
}

// Kept is what a Post has as Extra: nil where there is nothing.
func (x PostExtra) Kept() *PostExtra {
	if len(x.Former) == 0 && x.Names == (Names{}) && x.Specialty == "" && len(x.Class) == 0 {
		return nil
	}
	return &x
}

// Rare is what the post has of Extra, to be read.
func (p *Post) Rare() PostExtra {
	if p.Extra == nil {
		return PostExtra{}
	}
	return *p.Extra
}

// Seat is what a post or an organisation is for: exactly one of these.
type Seat struct {
	// Kind is KindArea, KindBuilding, KindPlace or KindOrganisation.
	Kind RecordKind
	// Layer is that of the key: a layer of areas, LayerBuilding, a kind of places, LayerOrganisation.
	Layer string
	Code  string
}

// Key is that of what the seat names.
func (s Seat) Key() Key { return Key(s) }

// MaxStandIns is the largest number of posts that stand in for one.
const MaxStandIns = 20

// Key is the post's key.
func (p *Post) Key() Key { return Key{Kind: KindPost, Layer: LayerPost, Code: p.Code} }

// Name is the first name that the post has, in the order zh, zh-Hant, en; else its code.
func (p *Post) Name() string { return p.Rare().Names.or(p.Code) }

// Box is empty: a post lies where what it is for lies.
func (p *Post) Box() geo.Box { return geo.EmptyBox() }

func (p *Post) former() []string { return p.Rare().Former }

// named is empty: an area may end before its posts do, which a check tells, for otherwise no
// border could be moved before its staff is.
func (p *Post) named(*Scheme) []Key { return nil }

// Check judges the post by itself, as a store does before it keeps it.
func (p *Post) Check(s *Scheme) error { return p.check(s) }

func (p *Post) check(s *Scheme) error {
	k := p.Key()
	if _, err := s.Role(p.Role); err != nil {
		return err
	}
	if err := p.At.check(k, s); err != nil {
		return err
	}
	if !s.roleSits(p.Role, p.At) {
		return Errorf(Invalid, "bad_seat", "%s: a %s is not of a %s", k, p.Role, p.At.Layer)
	}
	for _, task := range p.Tasks {
		if !s.hasDomain(task) {
			return Errorf(Invalid, "bad_task", "%s: %q is no domain of work of the scheme", k, task)
		}
	}
	if err := p.Hours.check(); err != nil {
		return Errorf(Invalid, "bad_hours", "%s: %s", k, err)
	}
	if len(p.StandIns) > MaxStandIns || slices.Contains(p.StandIns, p.Code) {
		return Errorf(Invalid, "bad_stand_in", "%s: it has %d stand-ins, at most %d are kept, or stands in for itself", k, len(p.StandIns), MaxStandIns)
	}
	if p.OfficePhone != "" && !IsPhone(p.OfficePhone) {
		return Errorf(Invalid, "bad_phone", "%s: its office phone is no phone number", k)
	}
	return p.checkWords(k)
}

func (p *Post) checkWords(k Key) error {
	texts := []text{{"specialty", p.Rare().Specialty}, {"duty", p.Duty}, {"source", p.Source}, {"data date", p.DataDate}}
	if err := checkTexts(k, p.Rare().Names, p.Rare().Class, texts...); err != nil {
		return err
	}
	codes := append(slices.Clone(p.StandIns), p.Code)
	if p.Person != "" {
		codes = append(codes, p.Person)
	}
	for _, code := range codes {
		if err := ProfileFree.CheckCode(code); err != nil {
			return err
		}
	}
	return nil
}

func (s Seat) check(k Key, scheme *Scheme) error {
	switch s.Kind {
	case KindArea, KindBuilding, KindPlace, KindOrganisation:
	default:
		return Errorf(Invalid, "bad_seat", "%s: it must name an area, a building, a place or an organisation", k)
	}
	if err := scheme.checkLayer(s.Kind, s.Layer); err != nil {
		return err
	}
	return ProfileFree.CheckCode(s.Code)
}

// postBody is the canonical content of a post.
type postBody struct {
	Code        string            `cbor:"code"`
	Former      []string          `cbor:"former,omitempty"`
	Names       Names             `cbor:"names"`
	Role        string            `cbor:"role"`
	Specialty   string            `cbor:"specialty,omitempty"`
	At          seatBody          `cbor:"at"`
	Person      string            `cbor:"person,omitempty"`
	Acting      bool              `cbor:"acting,omitempty"`
	Tasks       []string          `cbor:"tasks,omitempty"`
	Duty        string            `cbor:"duty,omitempty"`
	Hours       *Hours            `cbor:"hours,omitempty"`
	StandIns    []string          `cbor:"stand_ins,omitempty"`
	OfficePhone string            `cbor:"office_phone,omitempty"`
	Class       map[string]string `cbor:"class,omitempty"`
	Source      string            `cbor:"source,omitempty"`
	DataDate    string            `cbor:"data_date,omitempty"`
}

// seatBody is a seat in canonical form.
type seatBody struct {
	Kind  string `cbor:"kind"`
	Layer string `cbor:"layer"`
	Code  string `cbor:"code"`
}

func (s Seat) body() seatBody { return seatBody{Kind: s.Kind.String(), Layer: s.Layer, Code: s.Code} }

func (b seatBody) seat() (Seat, error) {
	kind, err := ParseRecordKind(b.Kind)
	return Seat{Kind: kind, Layer: b.Layer, Code: b.Code}, err
}

func (p *Post) body() any {
	x := p.Rare()
	return postBody{
		Code: p.Code, Former: x.Former, Names: x.Names, Role: p.Role, Specialty: x.Specialty, At: p.At.body(),
		Person: p.Person, Acting: p.Acting, Tasks: p.Tasks, Duty: p.Duty, Hours: p.Hours, StandIns: p.StandIns,
		OfficePhone: p.OfficePhone, Class: x.Class, Source: p.Source, DataDate: p.DataDate,
	}
}

func (b *postBody) content() (Content, error) {
	at, err := b.At.seat()
	return &Post{
		Code: b.Code, Extra: PostExtra{Former: b.Former, Names: b.Names, Specialty: b.Specialty, Class: b.Class}.Kept(), Role: b.Role, At: at,
		Person: b.Person, Acting: b.Acting, Tasks: b.Tasks, Duty: b.Duty, Hours: b.Hours, StandIns: b.StandIns,
		OfficePhone: b.OfficePhone, Source: b.Source, DataDate: b.DataDate,
	}, err
}
