package access

import "github.com/redsail/redsail/internal/city"

// Errors that the stores give; none repeats more than the name of an account.

// UnknownAccount says that there is no account of a name.
func UnknownAccount(name string) *city.Error {
	return city.Errorf(city.NotFound, "unknown_account", "there is no account %q", name)
}

// AccountChanged says that an account is not as it was read.
func AccountChanged(name string) *city.Error {
	return city.Errorf(city.Conflict, "account_changed", "the account %q was made or changed by somebody else meanwhile", name)
}

// SubjectTaken says that another account is linked to the same subject.
func SubjectTaken() *city.Error {
	return city.Errorf(city.Conflict, "subject_taken", "another account is linked to this subject of the identity provider already")
}

// NoSession says that there is no such session, or no longer.
func NoSession() *city.Error {
	return city.Errorf(city.Unauthorized, "no_session", "nobody is signed in here, or no longer")
}

func noSession() error { return NoSession() }

// NoToken says that there is no such token.
func NoToken() *city.Error {
	return city.Errorf(city.NotFound, "no_token", "there is no such token")
}
