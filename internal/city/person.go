package city

import (
	"github.com/redsail/redsail/geo"
)

// LayerPerson is the layer in the key of every person.
const LayerPerson = "person"

// Person is the content of one version of a person in a public role. What is personal stands in it
// only sealed, under a key of that person alone, which is kept apart from the store: where the key
// is destroyed the person is erased, and chain, revisions and undo stay as they are.
type Person struct {
	// Code is a number that says nothing by itself, for example that of the service card.
	Code string
	// Former are the codes that this same person had before, oldest first.
	Former []string
	// Sealed is what Seal made of the details.
	Sealed   []byte
	Source   string
	DataDate string // YYYY-MM-DD, as the source says; empty = not said
}

// Details are what is personal of a person. They are never in a log, an error, an address, a
// public answer or an export.
type Details struct {
	Name   string  `cbor:"name"`
	Phones []Phone `cbor:"phones,omitempty"`
	// Title is how they are spoken of in office.
	Title string `cbor:"title,omitempty"`
	// Organisation is the code of the organisation that employs them.
	Organisation string `cbor:"organisation,omitempty"`
	// Qualified is true of one with a qualification in social work.
	Qualified bool `cbor:"qualified,omitempty"`
}

// PhoneUse says what a number is for, and so who may see it.
type PhoneUse string

// The uses of a number. A private one is shown for a reason only.
const (
	PhoneOffice  PhoneUse = "office"
	PhoneDuty    PhoneUse = "duty"
	PhonePrivate PhoneUse = "private"
)

// Phone is a number and its use.
type Phone struct {
	Use    PhoneUse `cbor:"use" json:"use"`
	Number string   `cbor:"number" json:"number"`
}

// Limits of a person.
const (
	MaxSealed = 4096
	MaxPhones = 10
)

// Key is the person's key.
func (p *Person) Key() Key { return Key{Kind: KindPerson, Layer: LayerPerson, Code: p.Code} }

// Name is the code: the name is sealed.
func (p *Person) Name() string { return p.Code }

// Box is empty: nobody's home is kept.
func (p *Person) Box() geo.Box { return geo.EmptyBox() }

func (p *Person) former() []string    { return p.Former }
func (p *Person) named(*Scheme) []Key { return nil }

func (p *Person) check(*Scheme) error {
	k := p.Key()
	if len(p.Sealed) == 0 || len(p.Sealed) > MaxSealed {
		return Errorf(Invalid, "bad_person", "%s: what is sealed of the person has %d bytes; 1 to %d are kept", k, len(p.Sealed), MaxSealed)
	}
	if err := checkTexts(k, Names{}, nil, text{"source", p.Source}, text{"data date", p.DataDate}); err != nil {
		return err
	}
	return ProfileFree.CheckCode(p.Code)
}

// Check judges the details; the error names no part of them.
func (d *Details) Check() error {
	if d.Name == "" || !plain(d.Name) || !plain(d.Title) || !plain(d.Organisation) {
		return Errorf(Invalid, "bad_person", "a person's name is missing, or a text is too long or no plain UTF-8 text")
	}
	if len(d.Phones) > MaxPhones {
		return Errorf(Invalid, "bad_person", "a person has %d phones; at most %d are kept", len(d.Phones), MaxPhones)
	}
	for _, p := range d.Phones {
		switch p.Use {
		case PhoneOffice, PhoneDuty, PhonePrivate:
		default:
			return Errorf(Invalid, "bad_phone", "the use %q of a phone is none of office, duty, private", p.Use)
		}
		if !IsPhone(p.Number) {
			return Errorf(Invalid, "bad_phone", "a phone of a person is no phone number")
		}
	}
	return nil
}

// IsPhone is true of what can be dialled: 3 to 20 digits, a + in front, and between them spaces, -
// or the extension after a dash.
func IsPhone(s string) bool {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits++
		case c == '+' && i == 0, (c == '-' || c == ' ') && i > 0 && i < len(s)-1:
		default:
			return false
		}
	}
	return 3 <= digits && digits <= 20 && len(s) <= 32
}

// personBody is the canonical content of a person.
type personBody struct {
	Code     string   `cbor:"code"`
	Former   []string `cbor:"former,omitempty"`
	Sealed   []byte   `cbor:"sealed,omitempty"`
	Source   string   `cbor:"source,omitempty"`
	DataDate string   `cbor:"data_date,omitempty"`
}

func (p *Person) body() any {
	return personBody{Code: p.Code, Former: p.Former, Sealed: p.Sealed, Source: p.Source, DataDate: p.DataDate}
}

func (b *personBody) content() (Content, error) {
	return &Person{Code: b.Code, Former: b.Former, Sealed: b.Sealed, Source: b.Source, DataDate: b.DataDate}, nil
}

// unsealed is the content without what is sealed in it.
func unsealed(c Content) Content {
	p, ok := c.(*Person)
	if !ok {
		return c
	}
	bare := *p
	bare.Sealed = nil
	return &bare
}
