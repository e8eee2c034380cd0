package city

import (
	"maps"
	"slices"
)

// Permission is the class under which data was handed over: who may see it. It is kept with each area,
// building, place and line, as source and data date are, among its attributes of classification under
// ClassPermission, and so goes through log, undo, backup and export with it. Persons, posts and
// organisations have none: they are restricted whatever is said.
type Permission string

// ClassPermission is the attribute of Class that holds the Permission; without it nothing is said.
const ClassPermission = "permission"

// The permission classes, the widest first.
const (
	PermissionPublic     Permission = "public"
	PermissionInternal   Permission = "internal"   // for who has an account
	PermissionRestricted Permission = "restricted" // for who needs it
)

// Permissions are all of them, the widest first.
func Permissions() []Permission {
	return []Permission{PermissionPublic, PermissionInternal, PermissionRestricted}
}

// ParsePermission reads a class; an empty text is none.
func ParsePermission(text string) (Permission, error) {
	p := Permission(text)
	if text != "" && !slices.Contains(Permissions(), p) {
		return "", Errorf(Invalid, "bad_permission", "permission: one of %v is needed, not %.40q", Permissions(), text)
	}
	return p, nil
}

// Closed is true of what is not for everybody.
func (p Permission) Closed() bool { return p != "" && p != PermissionPublic }

// PermissionOf is the class that a content was handed over under; empty where nothing is said. A word
// that is no class, which a table may hold, counts as restricted.
func PermissionOf(c Content) Permission {
	var class map[string]string
	switch c := c.(type) {
	case *Area:
		class = c.Class
	case *Building:
		class = c.Class
	case *Place:
		class = c.Class
	case *Line:
		class = c.Class
	default:
		return PermissionRestricted
	}
	p := Permission(class[ClassPermission])
	if p != "" && !slices.Contains(Permissions(), p) {
		return PermissionRestricted
	}
	return p
}

// Classed counts what of a layer or kind was handed over under a class that is not for everybody.
type Classed struct{ Internal, Restricted int }

// Add counts a content.
func (n *Classed) Add(c Content) {
	switch PermissionOf(c) {
	case PermissionPublic: // for everybody, and not counted
	case PermissionInternal:
		n.Internal++
	case PermissionRestricted:
		n.Restricted++
	}
}

// AddAll counts records.
func (n *Classed) AddAll(rs []Record) {
	for i := range rs {
		n.Add(rs[i].Content)
	}
}

// Strictest is the narrowest class counted; empty where there is none.
func (n Classed) Strictest() Permission {
	switch {
	case n.Restricted > 0:
		return PermissionRestricted
	case n.Internal > 0:
		return PermissionInternal
	}
	return ""
}

// Any is true where something is not for everybody.
func (n Classed) Any() bool { return n.Internal+n.Restricted > 0 }

// ClassMembers is the attribute of a compound's Class that counts its self-managed full members of the Party: a
// figure for the checks of staff, which no answer and no tile tells.
const ClassMembers = "self_managed_members"

// ToldClass is the Class of an area as answers tell it: without what is for checks alone. It is the map itself where
// nothing is left out, and nobody may change it.
func ToldClass(class map[string]string) map[string]string {
	if _, has := class[ClassMembers]; !has {
		return class
	}
	out := maps.Clone(class)
	delete(out, ClassMembers)
	return out
}
