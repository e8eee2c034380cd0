// Package storetest is the contract of city.Store as a test suite. Every store passes Run,
// and Kills where its process can be killed. It also gives random changes (Story), so that
// two stores can be driven alike.
package storetest
