package address

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Other is a division of the country that is not the city nor one of its areas.
type Other struct {
	Name string
	Own  bool // a county of the city of which the city holds nothing
	Over bool // the city lies in it
	Zone bool // its name is one that counties have for parts of theirs too: 经开区
}

// otherKind is what it means that an address names another division.
type otherKind uint8

const (
	otherNone  otherKind = iota
	otherVague           // people call parts of their own city so: it is told as not understood
	otherAway            // in front, the address is elsewhere
	otherZone            // so it is also behind the name of the city, and in a county it is a part of that
	otherOwn             // so it is also behind the name of the city
	otherOver            // says nothing
)

// others are the divisions that are elsewhere, by folded name.
type others struct {
	kinds   map[string]otherKind
	short   map[string]otherKind // 苏州: in front of a name of the city alone
	longest map[rune]int         // runes of the longest name that begins so
}

// writeOthers comes after all names: what the city calls so itself is not elsewhere.
func (b *Book) writeOthers() {
	o := &b.others
	o.kinds, o.short, o.longest = map[string]otherKind{}, map[string]otherKind{}, map[rune]int{}
	for _, d := range b.city.Others {
		name := b.fold(d.Name)
		if len(name) < leastName || b.has(string(name)) {
			continue
		}
		kind := b.otherKind(name, &d)
		if kind <= o.kinds[string(name)] {
			continue
		}
		o.kinds[string(name)] = kind
		o.longest[name[0]] = max(o.longest[name[0]], len(name))
		stem := string(name[:len(name)-1])
		if kind != otherOver && kind != otherVague && len(name) > leastName && (kind == otherOwn || kind == otherZone || name[len(name)-1] == '市') && !b.has(stem) {
			o.short[stem] = max(o.short[stem], kind)
		}
	}
}

func (b *Book) has(folded string) bool {
	_, ok := b.names[folded]
	return ok
}

// vague are the characters of names that many cities have for a part of themselves: 新城区, 市中区, 东区.
const vague = "新老旧城市郊矿东西南北中"

func (b *Book) otherKind(name []rune, d *Other) otherKind {
	stem := string(name[:len(name)-1])
	switch {
	case d.Over:
		return otherOver
	case d.Own && d.Zone:
		return otherZone
	case d.Own:
		return otherOwn
	case name[len(name)-1] == '区' && (strings.Trim(stem, vague) == "" || b.has(stem)): // 朝阳区 may be said for 朝阳小区
		return otherVague
	}
	return otherAway
}

// otherAt is the division elsewhere that is named at a place; n is 0 where there is none.
func (b *Book) otherAt(s []rune) (n int, kind otherKind) {
	for n := min(len(s), b.others.longest[s[0]]); n >= leastName; n-- {
		if kind := b.others.kinds[string(s[:n])]; kind != otherNone && !goesOn(s, n) {
			return n, kind
		}
	}
	return 0, otherNone
}

// goesOn is true where a division's name is the beginning of another word: 丰县路, 淮南市场.
func goesOn(s []rune, n int) bool {
	if n == len(s) {
		return false
	}
	return strings.ContainsRune("路街道大巷弄胡", s[n]) || slices.Contains(noCities, string(s[n-1:n+1]))
}

// overOther is true where a run of the text holds the whole name of a division elsewhere: who writes one means
// it, and no other name that is a slip away.
func (b *Book) overOther(s []rune) bool {
	for i := range s {
		if n, _ := b.otherAt(s[i:]); n > 0 {
			return true
		}
	}
	return false
}

// away is true of an address that names another city or county in front of what the city has.
func (b *Book) away(r *reading) bool {
	inside, below := false, false // the city or an area of it is named; an area of it
	for i := range r.tokens {
		k := &r.tokens[i]
		switch k.kind {
		case tokenName:
			if !b.means(k, refArea) {
				return false // what follows lies in the city
			}
			inside, below = true, below || !b.whole(k)
		case tokenUnknown:
			kind := b.otherSaid(r.tokens, i)
			if kind == otherOwn || kind == otherZone && !below || kind == otherAway && !inside || !inside && kind == otherNone && elsewhere(string(b.fold(k.text))) {
				return true
			}
		case tokenNumber, tokenWord:
		}
	}
	return false
}

// whole is true of the name of an area that lies in no other, as the city.
func (b *Book) whole(k *token) bool {
	return slices.ContainsFunc(k.fits, func(f fit) bool {
		return slices.ContainsFunc(b.refs[f.name], func(r ref) bool { return r.kind == refArea && len(b.city.Areas[r.id].In) == 0 })
	})
}

// otherSaid is what an unknown token means by its whole name, or in short before a name.
func (b *Book) otherSaid(tokens []token, i int) otherKind {
	if tokens[i].other != otherNone {
		return tokens[i].other
	}
	if i+1 == len(tokens) || tokens[i+1].kind != tokenName {
		return otherNone
	}
	return b.others.short[string(b.fold(tokens[i].text))]
}

// bytes is about how much memory the divisions take.
func (o *others) bytes() int64 {
	n := 0
	for name := range o.kinds {
		n += 40 + 2*utf8.RuneCountInString(name)
	}
	return int64(n + 40*len(o.short))
}
