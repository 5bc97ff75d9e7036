/** The stage reenact: requests, plans and renders of reenactments. */
package io.reenact.stage.reenact;
